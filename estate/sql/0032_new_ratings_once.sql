-- A property that this very transaction adds has shown its version to nobody: its first rating, which the importer and
-- the demonstration store with it, then need not write it a second time. Any other rating moves the version.
CREATE OR REPLACE FUNCTION estate_rag_stands(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET rag = coalesce(latest.rating, ''),
           rag_assessed_on = (latest.assessed_at AT TIME ZONE 'Europe/London')::date,
           next_review_on = latest.next_review_on,
           version = nextval('totalplace_version')
      FROM unnest(ids) AS q (id)
      LEFT JOIN LATERAL (
            SELECT rating, assessed_at, next_review_on
              FROM estate_ragassessment a
             WHERE a.property_id = q.id
               AND NOT EXISTS (SELECT FROM estate_ragwithdrawal w WHERE w.assessment_id = a.id)
             ORDER BY assessed_at DESC, id DESC LIMIT 1) latest ON true
     WHERE p.id = q.id
       AND (p.created_at < now()
            OR (p.rag, p.rag_assessed_on, p.next_review_on)
               IS DISTINCT FROM
               (coalesce(latest.rating, ''), (latest.assessed_at AT TIME ZONE 'Europe/London')::date, latest.next_review_on));
$$;
