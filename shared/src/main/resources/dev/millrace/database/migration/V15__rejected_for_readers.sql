-- What a reader sees of rejected documents: neither the documents nor the messages, which quote values.
CREATE OR REPLACE VIEW millrace_rejected_document AS
SELECT type, document, slice, reason, path, definition_version, first_seen, last_seen
FROM millrace_rejected;
