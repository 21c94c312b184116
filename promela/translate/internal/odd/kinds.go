package odd

import "quesera/spec"

// KindsConfig has a field of each width, and one named as an operation on sets.
type KindsConfig struct {
	Nodes uint8  // how many nodes
	Rows  uint8  // 2
	Deep  uint16 `promela:"DEPTH"` // 300
	Len   uint16 // 3
	Fast  bool
}

// KindsState has a field of each kind, and of each width that a number can have.
type KindsState struct {
	Turn spec.NodeID                 // whose turn it is
	Sets [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	Tall uint16                      `max:"Deep"`
	Half uint16                      `max:"32767"`
	Over uint16                      `max:"32768"`
	Full uint16                      `max:"65535"`
	Long [2]uint16                   `len:"2" max:"65535"`
	Grid [4][3]bool                  `len:"Rows,3"`
	Cube [2][3][2]uint8              `len:"2,Rows,2" max:"3"`
	Box  [3]KindsBox                 `len:"Rows"`
	One  KindsBox
	// Done counts what was done.
	Done uint8 `max:"15"`
}

// KindsBox nests.
type KindsBox struct {
	Flags [2][2]bool `len:"2,2"`
	Who   spec.NodeID
	Inner KindsPoint
	Turn  bool // named as a field of the state
}

// KindsPoint is part of it.
type KindsPoint struct {
	X uint8  `max:"7"`
	Y uint16 `max:"300"`
}

// CanTick needs nobody.
func (c KindsConfig) CanTick(st *KindsState) bool { return st.Done < 15 }

// Tick is an action of nobody, and part of another one.
func (c KindsConfig) Tick(st *KindsState) {
	st.Done++
	st.Tall = (st.Tall + 7) % (c.Deep + 1)
}

// CanPass: it is the turn of the second node.
func (c KindsConfig) CanPass(st *KindsState, i, j spec.NodeID) bool {
	return st.Done < 15 && st.Turn == j && i != j
}

// Pass is one of the second node.
func (c KindsConfig) Pass(st *KindsState, i, j spec.NodeID) {
	c.Tick(st)
	st.Turn = i
	st.Sets[j] = st.Sets[j].With(i)
	c.mark(st, i, j == 1)
	c.mark(st, j, false)
}

// CanChoose takes a set for an argument.
func (c KindsConfig) CanChoose(st *KindsState, set spec.NodeSet) bool {
	return st.Done < 15 && !st.Sets[0].Includes(set) && set.Has(st.Turn)
}

// Choose gives everybody the set.
func (c KindsConfig) Choose(st *KindsState, set spec.NodeSet) {
	st.Done++
	for i := range spec.NodeID(c.Nodes) - 1 {
		st.Sets[i] = st.Sets[i].Union(set)
	}
	st.Full = st.Full<<3 | uint16(set)
}

// CanMix: some sums are even.
func (c KindsConfig) CanMix(st *KindsState, i spec.NodeID, k, run uint8) bool {
	return st.Done < 15 && (c.sum(st.Box[k].Inner)+c.sum(c.higher(st, k).Inner)+uint16(run))%2 == 0 && i <= st.Turn
}

// sum takes a struct.
func (c KindsConfig) sum(p KindsPoint) uint16 { return uint16(p.X) + p.Y }

// higher is one of two structs.
func (c KindsConfig) higher(st *KindsState, k uint8) KindsBox {
	if st.Box[k].Inner.Y > st.One.Inner.Y || st.Box[k].Flags[0][1] {
		return st.Box[k]
	}
	if st.One == (KindsBox{}) {
		return KindsBox{}
	}
	return st.One
}

// Mix is one of the first node, with numbers.
func (c KindsConfig) Mix(st *KindsState, i spec.NodeID, k, run uint8) {
	st.Done += 1 + run
	st.Half = (st.Half + 9000 + uint16(k)) & 32767
	st.Over = (st.Over + 12345) & 65535
	st.Long[k] = st.Long[1-k]*3 + 40000
	st.Box[k].Inner.Y = (st.Box[k].Inner.Y + 30) % 301
	st.Box[k].Inner.X = uint8(st.Over>>4) & 7
	st.Box[k].Who = i
	st.One = c.higher(st, k)
	st.Grid[k] = st.Grid[1-k]
	st.Grid[k][i%3] = !st.Grid[k][i%3] || c.Fast
	st.Cube[k] = st.Cube[1]
	st.Cube[k][run][k] = (st.Cube[0][1-run][k] + 1) & 3
	c.place(st, st.Box[k], k)
	if c.Len == 3 {
		c.place(st, c.higher(st, 1), 0)
	}
	if st.Box[0] != st.Box[1] && st.Box[0].Flags == st.Box[1].Flags {
		st.Box[1].Flags[k] = [2]bool{}
		st.One.Inner = KindsPoint{}
	}
}

// place takes a struct, and changes it.
func (c KindsConfig) place(st *KindsState, box KindsBox, k uint8) {
	box.Flags[k][1-k] = !box.Flags[k][1-k]
	box.Turn = box.Who == st.Turn
	st.Box[1-k] = box
	st.One.Turn = st.One.Turn != box.Turn
}

// mark is called with numbers that stand in the call.
func (c KindsConfig) mark(st *KindsState, who spec.NodeID, now bool) {
	st.One.Who = who
	st.One.Flags[1][0] = now
}

// CanSome is enabled for some nodes only.
func (c KindsConfig) CanSome(st *KindsState, self spec.NodeID) bool {
	return st.Done < 15 && st.Turn != self
}

// Some is an action of some nodes only, so that no process of a node takes it.
func (c KindsConfig) Some(st *KindsState, self spec.NodeID) {
	st.Done++
	st.Turn = self
}

// Low holds for a while.
func (c KindsConfig) Low(st *KindsState) bool { return st.Tall < 60 || st.Done < 3 }

// Busy is when it says something.
func (c KindsConfig) Busy(st *KindsState) bool { return st.Done > 2 && st.Tall > 20 }

// Marked becomes true now and then.
func (c KindsConfig) Marked(st *KindsState) bool { return st.One.Flags[1][0] && st.Sets[0].Len() == 2 }

// Late is true in the end.
func (c KindsConfig) Late(st *KindsState) bool { return st.Done >= 14 && c.Fast }

// Spec is the transition system.
func (c KindsConfig) Spec() *spec.Spec[KindsState] {
	sp := &spec.Spec[KindsState]{Name: "kinds", Title: "Kinds", Section: "odd", Source: source, Config: c}
	sp.Init.Turn, sp.Init.Full, sp.Init.Sets[1], sp.Init.Grid[1][2] = 2, 65535, 5, true
	sp.Init.Box[1] = KindsBox{Flags: [2][2]bool{{false, true}, {true, false}}, Who: 1, Inner: KindsPoint{3, 299}}
	m := spec.MethodsOf[KindsState](c)
	n := int(c.Nodes)
	some := spec.Nodes("self", n)
	some.Values = []uint16{0, 2, 1}
	few := spec.Nodes("self", n)
	few.Values = []uint16{0, 1}
	sp.Actions = []spec.Action[KindsState]{m.Act("Tick", "odd"),
		m.Act("Pass", "odd", spec.Nodes("i", n), spec.Nodes("j", n)).ByNode(1),
		m.Act("Choose", "odd", spec.Sets("set", n, 1, n)), m.Act("Some", "odd", some),
		m.Act("Mix", "odd", spec.Nodes("i", n), spec.Numbers("k", 2), spec.Numbers("run", 2))}
	if c.Fast {
		sp.Actions[3] = m.Act("Some", "odd", few)
	}
	sp.Props = []spec.Property[KindsState]{m.When("Busy").Always("KINDS-P1", "odd", "some of it is low", "Low"),
		m.Possible("KINDS-S.1", "odd", "one is marked", "Marked"),
		m.Always("KINDS_S_1", "odd", "it is low", "Low")}
	sp.Final = m.Predicate("Late")
	sp.Live = []spec.Progress[KindsState]{m.Eventually("KINDS-L1", "odd", "it gets late", "Late", 1),
		m.Eventually("KINDS-L2", "odd", "one is marked", "Marked", 0)}
	return sp
}
