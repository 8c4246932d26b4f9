-- The words of names and addresses, for the search box: see estate/models/words.py.

-- A written word as people type it: "st." as st, "king's" as kings, "upton-on-severn" as three words.
CREATE FUNCTION estate_plain_word(written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ' ' || btrim(regexp_replace(
        regexp_replace(lower(normalize(written, NFKD)), '[\u0300-\u036f''`´‘’]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g')) || ' '
$$;

-- Add the words that `source`, rows of properties, bring for the first time. Nothing is unique here, so two people who
-- write a new word at the same time neither wait for each other nor fail; the word is then there twice. Numbers are
-- looked up as they stand, and would make this table as long as the register.
CREATE FUNCTION estate_words_statement(source text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT format($statement$
    WITH texts AS MATERIALIZED (
        SELECT name, street_number, street || ' ' || locality || ' ' || post_town AS address FROM (%s) AS source
    ), words AS MATERIALIZED (
        SELECT DISTINCT word
          FROM (SELECT unnest(string_to_array(lower(name), ' ')) AS word FROM texts
                UNION ALL
                SELECT unnest(string_to_array(lower(street_number), ' ')) FROM texts WHERE street_number ~ '[^0-9]'
                UNION ALL
                SELECT unnest(string_to_array(lower(address), ' ')) FROM (SELECT DISTINCT address FROM texts) AS few
               ) AS every
    ), plain AS MATERIALIZED (
        SELECT word, estate_plain_word(word) AS plain
          FROM words
         WHERE word !~ '^[0-9]*[,.;:]?$'
           AND NOT EXISTS (SELECT FROM estate_searchword known WHERE known.written = word)
    )
    INSERT INTO estate_searchword (written, plain)
    SELECT word, plain FROM plain WHERE plain <> '  '
$statement$, source);
$$;

CREATE FUNCTION estate_words_come() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE estate_words_statement(CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT * FROM new_rows'
        ELSE 'SELECT n.* FROM new_rows n JOIN old_rows o USING (id)'
             ' WHERE n.search_words IS DISTINCT FROM o.search_words'
    END);
    RETURN NULL;
END $$;

CREATE TRIGGER estate_words_added AFTER INSERT ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_words_come();
CREATE TRIGGER estate_words_edited AFTER UPDATE ON estate_property
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_words_come();

-- Collect the words again, without those that no property has any more. Writers wait meanwhile.
CREATE FUNCTION estate_words_again() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE estate_property IN SHARE MODE;
    DELETE FROM estate_searchword;
    EXECUTE estate_words_statement('SELECT * FROM estate_property');
END $$;

SELECT estate_words_again();
