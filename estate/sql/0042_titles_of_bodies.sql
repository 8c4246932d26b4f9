-- Each body's titles are records of its own.

-- What covers nothing belongs to nobody. Its history stays.
DELETE FROM estate_title t WHERE NOT EXISTS (SELECT FROM estate_propertytitle h WHERE h.title_id = t.id);

UPDATE estate_title t
   SET organisation_id = (SELECT min(p.organisation_id)
                            FROM estate_propertytitle h JOIN estate_property p ON p.id = h.property_id
                           WHERE h.title_id = t.id);

-- What several bodies hold, each has from now on, as it stands.
INSERT INTO estate_title (number, organisation_id, title_class, estate_interest)
SELECT DISTINCT t.number, p.organisation_id, t.title_class, t.estate_interest
  FROM estate_title t
  JOIN estate_propertytitle h ON h.title_id = t.id
  JOIN estate_property p ON p.id = h.property_id
 WHERE p.organisation_id <> t.organisation_id;

-- Nobody changed what covers a property, so the history is told nothing.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE estate_propertytitle DISABLE TRIGGER USER;
UPDATE estate_propertytitle h
   SET title_id = own.id
  FROM estate_title t, estate_title own, estate_property p
 WHERE t.id = h.title_id AND p.id = h.property_id AND t.organisation_id <> p.organisation_id
   AND own.number = t.number AND own.organisation_id = p.organisation_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE estate_propertytitle ENABLE TRIGGER USER;
