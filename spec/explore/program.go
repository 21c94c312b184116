package explore

// A Program says of many states at once in which of them each action is enabled, to which ones it leads, and in which
// each property holds: it is a list of gates, and each bit of a word is of a state of its own. Package circuits makes
// it of the same Go that is else executed state by state, and that Go remains what counts: what the program says of the
// first of 256 states is compared with it, and a property is decided by it alone.
type Program struct {
	Inputs  int      // the bits of a state: those of its leaves (Shape), one after the other, from the lowest on
	Gates   []Gate   // wire 0 is false, then come the inputs, and then the gates, each after those that it depends on
	Enabled []Wire   // by instance
	Holds   []Wire   // by property
	When    []Wire   // by property: in which states it says anything; of one without a condition wire 0
	Final   Wire     // in which states nothing need be enabled, as far as the program knows
	Unsure  Wire     // in which states the Go of one of these might stop: it is asked there, and must say the same
	Effects []Effect // by instance; none: the program does not say where actions lead
}

// An Effect is what an instance makes of the states in which it is enabled. Of other states it says nothing.
type Effect struct {
	// Gates are its own, on wires that come after all of the program's.
	Gates   []Gate
	Changes []Change // of the bits that it may change; the others stay as they are
	Strays  Wire     // in which states it may leave what is no state, or stop; there the Go is asked
}

// A Change is an input, and in which states it differs afterwards.
type Change struct {
	Input   int
	Differs Wire
}

// A Gate is true if both wires are.
type Gate struct{ A, B Wire }

// A Wire is twice its number, or one more: then it is negated.
type Wire int32
