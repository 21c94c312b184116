package qsc3

// Showing is a state that shows these choices, for tests.
func Showing(head, final Choice) State {
	s := State{head: &head, final: &final}
	if !final.Known {
		s.final = nil
	}
	return s
}
