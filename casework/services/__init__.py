"""What agents do. One public function for each act; nothing else writes."""
