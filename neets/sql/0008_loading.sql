-- What files brought is seen for loading and stewardship, never for casework; counting reads as it reads everything.
SELECT neets_guard(name::regclass, 'false')
  FROM unnest(ARRAY['neets_stagedcaseload', 'neets_stagedevent', 'neets_personkey', 'neets_loadedrow', 'neets_match'])
       AS name;
