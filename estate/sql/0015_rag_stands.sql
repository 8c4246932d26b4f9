-- The latest assessment that was not withdrawn stands on the property; a property whose only one was withdrawn is
-- unrated again.
CREATE OR REPLACE FUNCTION estate_rag_stands(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET rag = coalesce(latest.rating, ''),
           rag_assessed_on = (latest.assessed_at AT TIME ZONE 'Europe/London')::date,
           next_review_on = latest.next_review_on
      FROM unnest(ids) AS q (id)
      LEFT JOIN LATERAL (
            SELECT rating, assessed_at, next_review_on
              FROM estate_ragassessment a
             WHERE a.property_id = q.id
               AND NOT EXISTS (SELECT FROM estate_ragwithdrawal w WHERE w.assessment_id = a.id)
             ORDER BY assessed_at DESC, id DESC LIMIT 1) latest ON true
     WHERE p.id = q.id
       AND (p.rag, p.rag_assessed_on, p.next_review_on)
           IS DISTINCT FROM
           (coalesce(latest.rating, ''), (latest.assessed_at AT TIME ZONE 'Europe/London')::date, latest.next_review_on);
$$;

-- Properties that the register has ever called closed: few, and asked for by every reading of a past day.
CREATE INDEX estate_propertyevent_closed ON estate_propertyevent (pgh_obj_id, pgh_created_at)
 WHERE status IN ('sold', 'lease_ended', 'demolished', 'closed');
