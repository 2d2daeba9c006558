-- The tail reads the log in the order of positions, over all partitions.
CREATE UNIQUE INDEX event_position_in_order ON event_position (position);
