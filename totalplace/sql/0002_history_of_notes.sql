-- The history of one record asks for the events of its notes and attachments, removed ones included.
CREATE INDEX totalplace_noteevent_of_record ON totalplace_noteevent (object_id, content_type_id);
CREATE INDEX totalplace_attachmentevent_of_record ON totalplace_attachmentevent (object_id, content_type_id);
