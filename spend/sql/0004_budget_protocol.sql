-- The budget protocol: where planned changes fall, and which of them partners should talk about. Both are found in
-- sets, by whoever writes and however often: the second time changes nothing.

-- How many live in each area, from the latest year that anybody counted; the coarsest count there is of that year.
CREATE VIEW spend_people_of_area AS
SELECT DISTINCT ON (area_code) area_code, people
  FROM (SELECT area_code, year,
               coalesce(sum(people) FILTER (WHERE sex = 'all' AND age IS NULL),
                        sum(people) FILTER (WHERE sex = 'all'),
                        CASE WHEN count(DISTINCT sex) FILTER (WHERE sex <> 'all') = 2
                             THEN coalesce(sum(people) FILTER (WHERE sex <> 'all' AND age IS NULL),
                                           sum(people) FILTER (WHERE sex <> 'all')) END) AS people
          FROM totalplace_population
         GROUP BY area_code, year) counted
 WHERE people IS NOT NULL
 ORDER BY area_code, year DESC;

-- The places that planned changes name, and the wards that each falls in: a district falls in its wards, a county in
-- its districts' wards, a small area in the ward around it. Where no wards are loaded the larger area stands for itself.
CREATE FUNCTION spend_protocol_parts(codes text[])
RETURNS TABLE (named text, part text)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE here AS (
        SELECT DISTINCT ON (code) id, code, level, boundary
          FROM totalplace_area
         WHERE code = ANY (codes) AND valid_to IS NULL
         ORDER BY code, array_position(ARRAY['county', 'district', 'ward', 'msoa', 'lsoa'], level::text)
    ), below AS (
        SELECT code AS named, id, code, level FROM here WHERE level IN ('county', 'district', 'ward')
        UNION
        SELECT below.named, child.id, child.code, child.level
          FROM below JOIN totalplace_area child ON child.parent_id = below.id
         WHERE child.valid_to IS NULL AND child.level IN ('district', 'ward')
    ), found AS (
        -- What has no ward or district below it.
        SELECT below.named, below.code AS part
          FROM below
         WHERE below.level = 'ward' OR NOT EXISTS (
               SELECT FROM totalplace_area child
                WHERE child.parent_id = below.id AND child.valid_to IS NULL AND child.level IN ('district', 'ward'))
        UNION
        SELECT here.code, coalesce(around.code, here.code)
          FROM here
          LEFT JOIN LATERAL (
               SELECT area.code
                 FROM totalplace_areapiece piece JOIN totalplace_area area ON area.id = piece.area_id
                WHERE piece.level IN ('ward', 'district')
                  AND ST_Intersects(piece.piece, ST_PointOnSurface(here.boundary))
                ORDER BY piece.level = 'ward' DESC, area.code LIMIT 1) around ON true
         WHERE here.level NOT IN ('county', 'district', 'ward')
    )
    SELECT found.named, found.part FROM found
    UNION ALL
    -- A place that is in force no more stands for itself.
    SELECT given.code, given.code FROM unnest(codes) AS given (code)
     WHERE NOT EXISTS (SELECT FROM here WHERE here.code = given.code)
$$;

-- What share of a planned change each ward is taken to bear: its places share by their people, and each place's wards
-- by theirs; equally, where the people of one of them are not known. The shares of a change are one to the last digit.
CREATE FUNCTION spend_protocol_reach(changes bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE arrived ON COMMIT DROP AS
    WITH places AS (
        SELECT area.change_id, area.area_code AS named,
               CASE WHEN count(*) FILTER (WHERE people.people IS NULL) OVER each = 0
                     AND sum(people.people) OVER each > 0
                    THEN people.people / sum(people.people) OVER each
                    ELSE 1.0 / count(*) OVER each END AS of_change
          FROM spend_plannedarea area LEFT JOIN spend_people_of_area people USING (area_code)
         WHERE area.change_id = ANY (changes)
        WINDOW each AS (PARTITION BY area.change_id)
    ), parts AS (
        SELECT found.named, found.part,
               CASE WHEN count(*) FILTER (WHERE people.people IS NULL) OVER each = 0
                     AND sum(people.people) OVER each > 0
                    THEN people.people / sum(people.people) OVER each
                    ELSE 1.0 / count(*) OVER each END AS of_place
          FROM spend_protocol_parts((SELECT array_agg(DISTINCT named::text) FROM places)) found
          LEFT JOIN spend_people_of_area people ON people.area_code = found.part
        WINDOW each AS (PARTITION BY found.named)
    ), shares AS (
        SELECT change_id, part, round(sum(of_change * of_place), 12) AS share
          FROM places JOIN parts USING (named)
         GROUP BY change_id, part
    ), exact AS (
        -- What rounding left over goes to the largest.
        SELECT change_id, part, share + CASE
                   WHEN row_number() OVER (PARTITION BY change_id ORDER BY share DESC, part) = 1
                   THEN 1 - sum(share) OVER (PARTITION BY change_id) ELSE 0 END AS share
          FROM shares
    )
    SELECT * FROM exact;

    DELETE FROM spend_plannedreach kept
     WHERE kept.change_id = ANY (changes)
       AND NOT EXISTS (SELECT FROM arrived a WHERE a.change_id = kept.change_id AND a.part = kept.area_code);
    INSERT INTO spend_plannedreach AS kept (change_id, area_code, share)
    SELECT change_id, part, share FROM arrived
        ON CONFLICT (change_id, area_code) DO UPDATE SET share = excluded.share WHERE kept.share <> excluded.share;
    DROP TABLE arrived;
END $$;

-- The cuts of several bodies that meet in one ward and one group, in years that overlap. Spans of years that hang
-- together are one meeting; wards and groups in which the same changes meet are told together.
CREATE FUNCTION spend_protocol_meetings(every_group text[])
RETURNS TABLE (ids bigint[], groups text[], areas text[], first int, last int)
LANGUAGE sql STABLE AS $$
    WITH setting AS (SELECT * FROM spend_protocolsetting WHERE id = 1),
    spans AS (
        SELECT c.id, c.organisation_id, c.groups, min(left(a.year, 4)::int) AS first, max(left(a.year, 4)::int) AS last
          FROM spend_plannedchange c JOIN setting ON c.kind = ANY (setting.community_kinds)
          JOIN spend_plannedamount a ON a.change_id = c.id
         WHERE c.status = 'entered' AND c.decision <> 'dropped'
         GROUP BY c.id
    ), cells AS (
        SELECT r.area_code, g.name AS in_group, s.id, s.organisation_id, s.first, s.last
          FROM spans s JOIN spend_plannedreach r ON r.change_id = s.id
         CROSS JOIN LATERAL unnest(
               CASE WHEN 'everyone' = ANY (s.groups) THEN every_group ELSE s.groups::text[] END) g (name)
    ), reached AS (
        SELECT *, max(last) OVER (PARTITION BY area_code, in_group ORDER BY first, id
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM cells
    ), islands AS (
        SELECT *, count(*) FILTER (WHERE before IS NULL OR first > before)
                      OVER (PARTITION BY area_code, in_group ORDER BY first, id) AS island
          FROM reached
    ), meetings AS (
        SELECT area_code, in_group, array_agg(id ORDER BY id) AS ids, min(first) AS first, max(last) AS last
          FROM islands
         GROUP BY area_code, in_group, island
        HAVING count(DISTINCT organisation_id) >= (SELECT least_bodies FROM setting)
    )
    SELECT ids, array_agg(DISTINCT in_group), array_agg(DISTINCT area_code::text), min(first), max(last)
      FROM meetings GROUP BY ids
$$;

-- Savings that come back as a cost to another body: as it answered, as the change itself expects, or as it entered for
-- the same service, place, group and year. A body that answers that there is no effect is taken at its word.
CREATE FUNCTION spend_protocol_shifts()
RETURNS TABLE (ids bigint[], partner bigint, cost numeric, groups text[], areas text[], first int, last int)
LANGUAGE sql STABLE AS $$
    WITH setting AS (SELECT * FROM spend_protocolsetting WHERE id = 1),
    entered AS (SELECT * FROM spend_plannedchange WHERE status = 'entered' AND decision <> 'dropped'),
    saved AS (
        SELECT c.id, c.organisation_id, c.service, c.groups,
               min(left(a.year, 4)::int) AS first, max(left(a.year, 4)::int) AS last
          FROM entered c JOIN spend_plannedamount a ON a.change_id = c.id AND a.amount < 0
         GROUP BY c.id, c.organisation_id, c.service, c.groups
    ), said AS (
        SELECT coalesce(e.change_id, r.change_id) AS change_id,
               coalesce(e.organisation_id, r.organisation_id) AS organisation_id,
               CASE WHEN r.position = 'cost' THEN coalesce(r.cost, e.cost) ELSE e.cost END AS cost
          FROM spend_partnereffect e
          FULL JOIN spend_response r ON r.change_id = e.change_id AND r.organisation_id = e.organisation_id
         WHERE r.position = 'cost' OR (e.id IS NOT NULL AND coalesce(r.position, '') <> 'none')
    )
    SELECT ARRAY[s.id], said.organisation_id, said.cost, s.groups::text[],
           ARRAY(SELECT area_code::text FROM spend_plannedreach WHERE change_id = s.id ORDER BY area_code),
           s.first, s.last
      FROM saved s JOIN said ON said.change_id = s.id CROSS JOIN setting
     WHERE said.cost IS NULL OR said.cost >= greatest(setting.least_shift, 0.01)
    UNION ALL
    SELECT ARRAY[here.id, there.id], there.organisation_id, sum(both_years.cost), met.groups, met.areas,
           min(both_years.year), max(both_years.year)
      FROM saved here
      JOIN entered there ON there.service = here.service AND there.organisation_id <> here.organisation_id
     CROSS JOIN LATERAL (
           SELECT left(cost.year, 4)::int AS year, cost.amount AS cost
             FROM spend_plannedamount cost JOIN spend_plannedamount saving USING (year)
            WHERE cost.change_id = there.id AND cost.amount > 0
              AND saving.change_id = here.id AND saving.amount < 0) both_years
     CROSS JOIN LATERAL (
           SELECT ARRAY(SELECT r.area_code::text FROM spend_plannedreach r JOIN spend_plannedreach o USING (area_code)
                         WHERE r.change_id = here.id AND o.change_id = there.id ORDER BY 1) AS areas,
                  CASE WHEN 'everyone' = ANY (here.groups) THEN there.groups::text[]
                       WHEN 'everyone' = ANY (there.groups) THEN here.groups::text[]
                       ELSE ARRAY(SELECT unnest(here.groups::text[]) INTERSECT SELECT unnest(there.groups::text[])
                                  ORDER BY 1) END AS groups) met
     WHERE cardinality(met.areas) > 0 AND cardinality(met.groups) > 0
     GROUP BY here.id, there.id, there.organisation_id, met.groups, met.areas
    HAVING sum(both_years.cost) >= (SELECT least_shift FROM setting)
$$;

-- Raise, renew and clear the alarms. `zone` is where a day begins and ends; `every_group` what "everybody" stands for.
CREATE FUNCTION spend_protocol_alarms(every_group text[], zone text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE found ON COMMIT DROP AS
    SELECT 'community' AS kind, 'community:' || md5(ids::text) AS key, ids, NULL::bigint AS partner,
           NULL::numeric AS cost, groups, areas, first, last
      FROM spend_protocol_meetings(every_group)
    UNION ALL
    SELECT 'shunting', 'shunting:' || array_to_string(ids, ':') || CASE WHEN cardinality(ids) = 1
                       THEN ':body:' || partner ELSE '' END, ids, partner, cost, groups, areas, first, last
      FROM spend_protocol_shifts()
    UNION ALL
    SELECT 'late', 'late:' || c.id, ARRAY[c.id], NULL, NULL, c.groups::text[],
           ARRAY(SELECT area_code::text FROM spend_plannedreach WHERE change_id = c.id ORDER BY area_code),
           min(left(a.year, 4)::int), max(left(a.year, 4)::int)
      FROM spend_plannedchange c LEFT JOIN spend_plannedamount a ON a.change_id = c.id
     CROSS JOIN (SELECT notice_days FROM spend_protocolsetting WHERE id = 1) setting
     WHERE c.status = 'entered' AND c.decision <> 'dropped'
       AND coalesce(c.decided_on, c.decision_due_on) < (c.entered_at AT TIME ZONE zone)::date + setting.notice_days
     GROUP BY c.id;

    CREATE TEMP TABLE summed ON COMMIT DROP AS
    SELECT f.*, together.amount, together.amount_there, said.people_least, said.people_most, said.decide_by
      FROM found f
     CROSS JOIN LATERAL (
           SELECT sum(a.amount) AS amount, sum(a.amount * there.share) AS amount_there
             FROM spend_plannedamount a
            CROSS JOIN LATERAL (SELECT coalesce(sum(r.share), 0) AS share FROM spend_plannedreach r
                                 WHERE r.change_id = a.change_id AND r.area_code = ANY (f.areas)) there
            WHERE a.change_id = ANY (f.ids) AND left(a.year, 4)::int BETWEEN f.first AND f.last) together
     CROSS JOIN LATERAL (
           SELECT max(c.people_affected) AS people_least,
                  CASE WHEN bool_and(c.people_affected IS NOT NULL) THEN sum(c.people_affected) END AS people_most,
                  min(c.decision_due_on) FILTER (WHERE c.decision = '') AS decide_by
             FROM spend_plannedchange c WHERE c.id = ANY (f.ids)) said;

    INSERT INTO spend_alarm AS kept (kind, key, partner_id, groups, area_codes, first_year, last_year, amount,
                                     amount_there, people_least, people_most, decide_by)
    SELECT kind, key, partner, groups, areas, coalesce(spend_year(first), ''), coalesce(spend_year(last), ''),
           CASE WHEN kind = 'shunting' THEN cost ELSE amount END, round(amount_there, 2),
           people_least, people_most, decide_by
      FROM summed
        ON CONFLICT (key) DO UPDATE
           SET groups = excluded.groups, area_codes = excluded.area_codes, first_year = excluded.first_year,
               last_year = excluded.last_year, amount = excluded.amount, amount_there = excluded.amount_there,
               people_least = excluded.people_least, people_most = excluded.people_most,
               decide_by = excluded.decide_by, cleared_at = NULL
         WHERE (kept.groups, kept.area_codes, kept.first_year, kept.last_year, kept.amount, kept.amount_there,
                kept.people_least, kept.people_most, kept.decide_by, kept.cleared_at)
               IS DISTINCT FROM
               (excluded.groups, excluded.area_codes, excluded.first_year, excluded.last_year, excluded.amount,
                excluded.amount_there, excluded.people_least, excluded.people_most, excluded.decide_by, NULL);
    -- Which changes an alarm is about is in its key, and so never moves.
    INSERT INTO spend_alarmchange (alarm_id, change_id)
    SELECT alarm.id, change.id
      FROM found JOIN spend_alarm alarm USING (key) CROSS JOIN LATERAL unnest(found.ids) change (id)
        ON CONFLICT DO NOTHING;
    UPDATE spend_alarm SET cleared_at = now()
     WHERE cleared_at IS NULL AND NOT EXISTS (SELECT FROM found WHERE found.key = spend_alarm.key);
    DROP TABLE found, summed;
END $$;

CREATE FUNCTION spend_year(start int) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT start || '/' || lpad(((start + 1) % 100)::text, 2, '0')
$$;
