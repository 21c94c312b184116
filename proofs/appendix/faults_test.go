package appendix

// A change is one of the listing's text, which must stand in it so many times.
type change struct {
	old, new string
	times    int
}

// repairs undo what printing did to the listing: lost spaces and loop ends, doubled guards, and a name that is read
// differently in one place. Without them Spin does not take it.
var repairs = []change{
	{"#define N4", "#define N 4", 1},
	{"byte bikt", "byte btk", 1},
	{"((seen & (1 << nn)) == 0) &&\n      :: (node", "((seen & (1 << nn)) == 0) &&\n         (node", 1},
	{"// nn's proposal is eligible\n    :: (node", "// nn's proposal is eligible\n       (node", 2},
	{"    fi\n  }\n}\n\nod\n", "    fi\n  od\n", 1},
}

// A planted fault of the listing, and what its command says of it.
type planted struct {
	fault string // in one sentence
	ours  string // the planted fault of ours that is the same, which our checks catch
	change
	found  bool   // an assertion fails
	states uint64 // that are stored until then, or in all
}

// faults are those that were measured. The states are those of Spin 6.5.2.
var faults = []planted{
	{
		fault: "what was known is taken from a node's present view", ours: "QSC3-M4",
		change: change{"prsn[1] & (1 << nn)", "prsn[2] & (1 << nn)", 1},
		found:  true, states: 3_638,
	},
	{
		fault: "a message of the first step counts in every step", ours: "TLC-M124",
		change: change{"sent[step] != 0", "sent[0] != 0", 1},
		found:  true, states: 521,
	},
	{
		fault: "one message counts as often as it is looked at", ours: "TLC-M7",
		change: change{"((seen & (1 << nn)) == 0) &&\n         ", "", 1},
		found:  true, states: 161,
	},
	{
		fault: "a rival does not keep from committing", ours: "QSC3-M1",
		change: change{"(beseen >= T) && (belig == best)", "(beseen >= T)", 1},
		found:  true, states: 55_980_987,
	},
	{
		fault: "nobody ever leaves a step", ours: "QSC3-M108",
		change: change{"sent >= T -> break", "sent > N -> break", 1},
		found:  false, states: 55_060_757,
	},
	{
		fault: "what is committed need not have been seen by a threshold", ours: "QSC3-M3",
		change: change{"(beseen >= T) &&", "(beseen >= 1) &&", 1},
		found:  true, states: 57_236_622,
	},
	{
		fault: "the threshold is one too low", ours: "QSC3-M107",
		change: change{"#define T (Fa+Fcu+1)", "#define T (Fa+Fcu)", 1},
		found:  true, states: 5_675_846,
	},
	{
		fault: "a proposal need be seen by one node only", ours: "QSC3-M112",
		change: change{"(nseen >= Fa+1)", "(nseen >= Fa)", 2},
		found:  true, states: 55_562_170,
	},
	{
		fault: "proposals of equal tickets do not tie", ours: "QSC3-M2",
		change: change{"best = 255; // means tied", "skip; // means tied", 1},
		found:  false, states: 58_644_824,
	},
	{
		fault: "eligible proposals of equal tickets do not tie", ours: "QSC3-M101",
		change: change{"belig = 255;\n    beseen = 0;", "skip;", 1},
		found:  false, states: 58_386_507,
	},
}

// asItIs are the states that the command stores of the listing without a fault, of which it says "errors: 0".
const asItIs = 57_884_300

// asItIsFactor is the hash factor that it then prints: bits of the table for each state. It says itself that above 100
// is best; far below it states are taken for others and dropped.
const asItIsFactor = "2.31872"
