-- Finds the newest folded window of a kind, so that a tick whose run may have been folded is recognised.
ALTER TABLE millrace_total ADD KEY newest (kind, window_to);
