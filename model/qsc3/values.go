package qsc3

// Round numbers the consensus rounds, from 0 (TLC §4.10).
type Round uint32

// Ticket is a proposal's lottery ticket; the highest wins (TLC §4.3).
type Ticket uint64
