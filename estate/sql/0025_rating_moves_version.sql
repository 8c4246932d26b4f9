-- Every rating, and every taking back, moves the property's version, also where it leaves the colour, the day and the
-- review as they were: whoever rates by a version is told of what was said after it.
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
     WHERE p.id = q.id;
$$;
