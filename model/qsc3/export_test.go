package qsc3

// Showing is a state that shows these choices, for tests.
func Showing(head, final Choice) State {
	s := State{head: &head, final: &final}
	if !final.Known {
		s.final = nil
	}
	return s
}

// Remembered is how many rounds and blocks the ledger holds, for tests.
func (l *Ledger) Remembered() (rounds, blocks int) { return len(l.rounds), len(l.blocks) }
