-- Which ward and district each home lies in, by a point inside it; homes that went are let go of.
DELETE FROM neets_homeplace;
INSERT INTO neets_homeplace (home_id, lsoa_id, ward_id, district_id)
SELECT h.id, CASE WHEN h.level = 'lsoa' THEN h.id END,
       CASE WHEN h.level = 'ward' THEN h.id ELSE min(p.area_id) FILTER (WHERE p.level = 'ward') END,
       CASE WHEN h.level = 'district' THEN h.id ELSE min(p.area_id) FILTER (WHERE p.level = 'district') END
  FROM totalplace_area h
  LEFT JOIN totalplace_areapiece p ON p.level IN ('ward', 'district') AND ST_Intersects(p.piece, ST_PointOnSurface(h.boundary))
 WHERE h.valid_to IS NULL AND h.level IN ('lsoa', 'ward', 'district')
 GROUP BY h.id, h.level
