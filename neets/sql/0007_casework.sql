-- Who said no is left out beneath the application too, so that no count or page can forget it. Of a scope "all" no
-- count is made; of either scope, a caseworker sees what her own agencies recorded and nothing of the others'. A
-- record that is archived is for the steward alone.

-- A function, because policies that read each other's tables would go round in a circle.
CREATE FUNCTION neets_opted_out(scopes text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY SELECT o.person_id FROM neets_optout o
                  WHERE o.scope = ANY (scopes) AND o."on" <= current_date
                    AND (o.withdrawn_on IS NULL OR o.withdrawn_on > current_date);
END $$;

DO $$
DECLARE
    counted constant text := '((SELECT neets_purpose()) <> ''counting''
        OR %s NOT IN (SELECT neets_opted_out(''{all}'')))';
    told constant text := ' AND ((SELECT neets_purpose()) <> ''casework'' OR agency_id = ANY (neets_agencies())
        OR person_id NOT IN (SELECT neets_opted_out(''{all,sharing}'')))';
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['neets_statusspell', 'neets_characteristic', 'neets_contact', 'neets_assessment', 'neets_plan',
                                'neets_referral', 'neets_offer', 'neets_enrolment', 'neets_destination',
                                'neets_assessmentevent', 'neets_planevent'] LOOP
        EXECUTE format('CREATE POLICY neets_opted_out ON %I AS RESTRICTIVE FOR SELECT USING (%s)', name,
                       format(counted, 'person_id') || told);
    END LOOP;
    EXECUTE format('CREATE POLICY neets_opted_out ON neets_client AS RESTRICTIVE FOR SELECT USING (%s)',
                   format(counted, 'person_id'));
    EXECUTE format('CREATE POLICY neets_opted_out ON neets_youngperson AS RESTRICTIVE FOR SELECT USING (%s)',
                   format(counted, 'id') || ' AND (archived_on IS NULL OR (SELECT neets_purpose()) NOT IN'
                   ' (''casework'', ''counting''))');
END $$;
