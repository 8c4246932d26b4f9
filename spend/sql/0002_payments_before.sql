-- What tells a body's payments apart, whatever file they come in: reference, day, amount and payee.
CREATE FUNCTION spend_payment_fingerprint(reference text, paid_on date, amount numeric, payee text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(upper(coalesce(reference, '')) || '|' || (paid_on - DATE '2000-01-01')::text || '|'
               || trim_scale(amount)::text || '|' || upper(payee))::uuid;
$$;
