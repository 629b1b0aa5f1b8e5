-- Which columns of its own the table of a type has besides, see TableLayout: document_type where
-- several types share the table, document_id where a document may have many rows.
ALTER TABLE millrace_type
  ADD COLUMN keyed_by_type BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN keyed_by_document BOOLEAN NOT NULL DEFAULT FALSE;
