package spec

// A View keeps of a state what some of the properties can depend on, and forgets the rest. Many states then look
// alike, and spec/explore may search what the view shows in place of the whole (explore.Options.Views). What makes
// that right is a theorem about each spec with views, written down with it; exploretest tests all its parts on
// every state of small configurations:
//
//   - Forget commutes with the actions. Where an action is enabled both in a state and in what the view shows of it,
//     it leads to the same view. Where it is enabled in what the view shows only, it changes nothing there. Where it is
//     enabled in the state only, other actions of the view lead there too, if anything changes.
//   - Forget is honest: what decides a property in what the view shows of a state decides it in the state.
//   - Join may take one state for another, in the view, if both lead to the same settled states.
//   - Only settled states are judged: a property that some state decides, in the full spec, some settled state decides.
//     The view must show it for one of the renamings of that state, if not for itself.
type View[S any] struct {
	Name  string   // what it shows, "two proposals"
	Props []string // the IDs of the properties that it keeps
	// Forget removes from s what the view does not show. Twice is the same as once.
	Forget func(s *S)
	// Join brings s, which shows no more than the view, to the one form of all states that it is taken for.
	Join func(s *S)
	// Settled tells the states that are judged.
	Settled func(s *S) bool
}
