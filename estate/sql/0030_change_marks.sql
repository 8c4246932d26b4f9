-- Marks of changes: one row for each change, body and kind of record, however many records it touched, so that the list
-- of changes is found without reading events. Written from each statement's events, and from all there are already.

CREATE FUNCTION estate_change_of(context uuid, at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    -- What no context holds together, one transaction does: its events have its time.
    SELECT coalesce(context, md5('at ' || extract(epoch FROM at)::text)::uuid);
$$;

-- The statement that marks the events in `source` of that kind. `belongs` joins e, an event, to p, which has the body.
CREATE FUNCTION estate_mark_statement(kind text, source text, belongs text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT format($statement$
    INSERT INTO estate_changemark (change, context, at, person, who, organisation_id, kind)
    SELECT estate_change_of(t.pgh_context_id, t.at), t.pgh_context_id, coalesce(c.created_at, t.at),
           CASE WHEN c.metadata->>'user' ~ '^[0-9]{1,18}$' THEN (c.metadata->>'user')::bigint END,
           coalesce(c.metadata->>'username', ''), t.organisation_id, %L
      FROM (SELECT e.pgh_context_id, CASE WHEN e.pgh_context_id IS NULL THEN e.pgh_created_at END AS loose,
                   min(e.pgh_created_at) AS at, p.organisation_id
              FROM %s e %s GROUP BY 1, 2, 4) t
      LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id
    ON CONFLICT (change, organisation_id, kind) DO NOTHING
$statement$, kind, source, belongs);
$$;

-- How the events of each kind lead to the body of their property.
CREATE FUNCTION estate_change_kinds() RETURNS TABLE (kind text, events text, belongs text)
LANGUAGE sql STABLE AS $$
    SELECT 'property', 'estate_propertyevent', 'CROSS JOIN LATERAL (SELECT e.organisation_id) p'
    UNION ALL
    SELECT k, format('estate_%sevent', t), 'JOIN estate_property p ON p.id = e.property_id'
      FROM (VALUES ('title', 'propertytitle'), ('lease', 'lease'), ('occupation', 'occupation'),
                   ('cost', 'runningcost'), ('valuation', 'valuation'), ('energy', 'energyuse'),
                   ('waiver', 'qualitywaiver'), ('rating', 'ragassessment')) v (k, t)
    UNION ALL
    SELECT k, format('estate_%sevent', t),
           'JOIN estate_lease l ON l.id = e.lease_id JOIN estate_property p ON p.id = l.property_id'
      FROM (VALUES ('break', 'leasebreak'), ('review', 'leasereview')) v (k, t)
    UNION ALL
    SELECT 'withdrawal', 'estate_ragwithdrawalevent',
           'JOIN estate_ragassessment a ON a.id = e.assessment_id JOIN estate_property p ON p.id = a.property_id'
    UNION ALL
    SELECT k, format('totalplace_%sevent', k),
           'JOIN django_content_type y ON y.id = e.content_type_id AND (y.app_label, y.model) = (''estate'', ''property'')
            JOIN estate_property p ON p.id = e.object_id'
      FROM (VALUES ('note'), ('attachment')) v (k)
$$;

CREATE FUNCTION estate_mark_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE estate_mark_statement(TG_ARGV[0], 'added', TG_ARGV[1]);
    RETURN NULL;
END $$;

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT * FROM estate_change_kinds() LOOP
        EXECUTE format($statement$
            CREATE TRIGGER estate_mark_change AFTER INSERT ON %1$I REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION estate_mark_change(%2$L, %3$L);
            CREATE INDEX %4$I ON %1$I (pgh_created_at) WHERE pgh_context_id IS NULL;
        $statement$, each.events, each.kind, each.belongs, each.events || '_loose');
        EXECUTE estate_mark_statement(each.kind, each.events, each.belongs);
    END LOOP;
END $$;
