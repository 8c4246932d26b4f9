-- Claims are numbered for citing: CL-000001.
CREATE SEQUENCE spend_reference_cl;
