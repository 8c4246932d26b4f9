-- A name as it is compared: without case, accents of punctuation, "&" or "and", "the", and what says how it is
-- incorporated. Two files that spell one body differently agree on it, far more often than not.
CREATE FUNCTION spend_plain_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(
        lower(name),
        '[’''`.]', '', 'g'),
        '[^a-z0-9£à-öø-ÿ]+', ' ', 'g'),
        '\m(and|the|ltd|limited|plc|llp|inc|co|company|cic)\M ?', '', 'g'));
$$;

-- Lines of spending are numbered for citing: SL-000001.
CREATE SEQUENCE spend_reference_sl;
CREATE FUNCTION spend_next_reference(prefix text) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT prefix || '-' || CASE WHEN number < 1000000 THEN lpad(number::text, 6, '0') ELSE number::text END
      FROM (SELECT nextval('spend_reference_' || lower(prefix)) AS number) next
$$;
