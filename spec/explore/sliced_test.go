package explore

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"

	"quesera/spec"
)

// Bit b of word w becomes bit w of word b.
func TestBitsAreTransposed(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var rows [inSlice]uint64
	for w := range rows {
		rows[w] = random.Uint64()
	}
	mirrored := rows
	transpose(&mirrored)
	for w := range rows {
		for b := range inSlice {
			if rows[w]>>b&1 != mirrored[b]>>w&1 {
				t.Fatalf("bit %d of word %d", b, w)
			}
		}
	}
}

// odometer has digits up to 7, each of which goes up by itself: 8^4 states.
type odometer struct {
	Digits [4]uint8 `len:"4" max:"7"`
	At     uint16   `max:"60000"`
}

// odometerSpec has a property that fails at the end, and one that says something where the first digit is 7. From the
// end there are more ways back than a word has bits.
func odometerSpec(fails bool) *spec.Spec[odometer] {
	holds := func(s *odometer) bool { return !fails || s.At < 28 }
	seven := &spec.Predicate[odometer]{Method: "Seven", Holds: func(s *odometer) bool { return s.Digits[0] == 7 }}
	return &spec.Spec[odometer]{Config: struct{ Nodes uint8 }{1}, Actions: []spec.Action[odometer]{
		spec.Act1("Up", "", spec.Numbers("x", 4), func(s *odometer, x uint8) bool { return s.Digits[x] < 7 },
			func(s *odometer, x uint8) { s.Digits[x]++; s.At++ }),
		spec.Act1("Back", "", spec.Numbers("x", 70), func(s *odometer, _ uint8) bool { return s.At == 28 },
			func(s *odometer, x uint8) { s.Digits[x%4] = x % 7; s.At -= uint16(7 - x%7) })},
		Props: []spec.Property[odometer]{
			{Claim: spec.Claim{ID: "O-P1"}, Predicate: spec.Predicate[odometer]{Method: "Small", Holds: holds}},
			{Claim: spec.Claim{ID: "O-P2"}, Predicate: spec.Predicate[odometer]{Method: "True",
				Holds: func(*odometer) bool { return true }}, When: seven},
			{Claim: spec.Claim{ID: "O-S1"}, Kind: spec.Sometimes, Predicate: *seven},
		}}
}

// odometerProgram is made by hand: a digit can go up unless all its three bits are set.
func odometerProgram(fails bool) *Program {
	p := &Program{Inputs: 4*3 + 16}
	gate := func(a, b Wire) Wire {
		p.Gates = append(p.Gates, Gate{a, b})
		return Wire(p.Inputs+len(p.Gates)) << 1
	}
	end := Wire(1)
	for digit := range Wire(4) {
		first := (1 + 3*digit) << 1
		full := gate(gate(first, first+2), first+4)
		p.Enabled = append(p.Enabled, full^1)
		end = gate(end, full)
	}
	for range 70 {
		p.Enabled = append(p.Enabled, end)
	}
	small := Wire(1)
	if fails {
		small = end ^ 1
	}
	first := Wire(1) << 1
	always := gate(first, gate(1, first^1)) ^ 1 // a bit is not set and not set
	for digit := range 4 {
		var e Effect
		e.count(p, 3*digit, 3)
		e.count(p, 4*3, 16)
		p.Effects = append(p.Effects, e)
	}
	for x := range 70 {
		var e Effect
		e.set(3*(x%4), 3, 7, x%7)
		e.set(4*3, 16, 28, 28-7+x%7)
		p.Effects = append(p.Effects, e)
	}
	p.Holds, p.When = []Wire{small, always, p.Enabled[0] ^ 1}, []Wire{0, p.Enabled[0] ^ 1, 0}
	return p
}

// count has the effect add one to the number of so many bits from an input on.
func (e *Effect) count(p *Program, first, bits int) {
	carry := Wire(1)
	for bit := first; bit < first+bits; bit++ {
		e.Changes = append(e.Changes, Change{bit, carry})
		e.Gates = append(e.Gates, Gate{carry, Wire(1+bit) << 1})
		carry = Wire(p.Inputs+len(p.Gates)+len(e.Gates)) << 1
	}
}

// set has the effect make another number of one, of so many bits from an input on.
func (e *Effect) set(first, bits, from, to int) {
	for bit := range bits {
		if (from^to)>>bit&1 == 1 {
			e.Changes = append(e.Changes, Change{first + bit, 1})
		}
	}
}

// A program makes no difference to what a search says; it is asked for once, when the search is large.
func TestAProgramMakesNoDifference(t *testing.T) {
	for _, fails := range []bool{false, true} {
		for _, disk := range []bool{false, true} {
			asked := 0
			o := Options{Workers: 2, compileAt: 300}
			if disk {
				o = onDisk(t, o)
			}
			want := figuresOf(t, odometerSpec(fails), o)
			o.Compile = func() *Program { asked++; return odometerProgram(fails) }
			if got := figuresOf(t, odometerSpec(fails), o); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("fails %v, disk %v: %v, want %v", fails, disk, got, want)
			}
			r, err := Explore(odometerSpec(fails), Options{Compile: o.Compile, compileAt: 300})
			if err != nil || r.Complete == fails || r.States != 4096 || fails && (r.Reached[0] == nil ||
				r.Reached[0].Depth != 28) || !fails && r.PerAction[1] != 70 {
				t.Errorf("fails %v: %+v, %v", fails, r, err)
			}
			if asked != 2 {
				t.Errorf("asked %d times for a program, want once a search", asked)
			}
			for name, change := range map[string]func(*Program){
				"that leaves actions to the Go":        func(p *Program) { p.Effects = nil },
				"that leaves one to it in some states": func(p *Program) { p.Effects[1].Strays = p.Enabled[2] },
			} {
				o.Compile = func() *Program { p := odometerProgram(fails); change(p); return p }
				if got := figuresOf(t, odometerSpec(fails), o); strings.Join(got, "\n") != strings.Join(want, "\n") {
					t.Errorf("with a program %s, fails %v, disk %v: %v, want %v", name, fails, disk, got, want)
				}
			}
			o.Compile = func() *Program { return nil }
			if got := figuresOf(t, odometerSpec(fails), o); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("without a program, fails %v, disk %v: %v, want %v", fails, disk, got, want)
			}
		}
	}
	for at, want := range map[uint64]bool{4096: true, 4097: false, 0: false} {
		asked := false
		o := Options{compileAt: at, Compile: func() *Program { asked = true; return odometerProgram(false) }}
		if r, err := Explore(odometerSpec(false), o); err != nil || !r.Complete || asked != want {
			t.Errorf("of %d states on: asked for a program %v, want %v; %v", at, asked, want, err)
		}
	}
}

// A program that says otherwise than the Go is an error, in memory and on disk, and so is that of another spec.
func TestAProgramThatSaysOtherwiseIsAnError(t *testing.T) {
	for name, spoil := range map[string]func(*Program){
		"Up(x=2): the program says otherwise":          func(p *Program) { p.Enabled[2] ^= 1 },
		"True: the program says otherwise":             func(p *Program) { p.Holds[1] ^= 1 },
		"O-P2's condition: the program says otherwise": func(p *Program) { p.When[1] ^= 1 },
		"O-S1's condition: the program says otherwise": func(p *Program) { p.When[2] = 1 },
		"where Up(x=1) leads: the program says otherwise": func(p *Program) {
			p.Effects[1].Changes[3].Differs ^= 1
		},
		"where Up(x=3) leads: the program says otherwise": func(p *Program) {
			p.Effects[3].Changes = p.Effects[3].Changes[1:]
		},
		"what is final: the program says otherwise": func(p *Program) { p.Final = 1 },
	} {
		p := odometerProgram(false)
		spoil(p)
		for _, o := range []Options{{compileAt: 1}, onDisk(t, Options{compileAt: 1})} {
			o.Compile = func() *Program { return p }
			if _, err := Explore(odometerSpec(false), o); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%v, want %q", err, name)
			}
		}
	}
}

// Where the Go of a guard or a property might stop, it is asked, in every state and not only in the first of a batch.
// Here the program is wrong wherever the first digit is a seven.
func TestWhereTheGoMightStopItIsAsked(t *testing.T) {
	for _, c := range []struct {
		unsure bool
		at     int // the last of all has a slice of its own
	}{{false, inSlice + 1}, {true, inSlice + 1}, {false, 5}, {true, 5}} {
		unsure := c.unsure
		p := odometerProgram(false)
		p.Holds[1] = p.Enabled[0]
		if unsure {
			p.Unsure = p.Enabled[0] ^ 1
		}
		e, err := newSearch(odometerSpec(false), Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		w := newWorker(e)
		if w.sliced, err = newSliced(p, e.layout, len(e.instances), len(e.sp.Props)); err != nil {
			t.Fatal(err)
		}
		batch := make([][]uint64, inSlice+2)
		for k := range batch {
			batch[k] = make([]uint64, e.layout.words)
			s := odometer{}
			if k == c.at {
				s.Digits[0], s.At = 7, 7
			}
			if err := e.layout.pack(unsafe.Pointer(&s), batch[k]); err != nil {
				t.Fatal(err)
			}
		}
		err = w.visitAll(len(batch), func(k int) []uint64 { return batch[k] }, 0)
		if unsure != (err != nil && strings.Contains(err.Error(), "True: the program says otherwise")) {
			t.Errorf("might stop %v, in state %d: %v", unsure, c.at, err)
		}
	}
}

// A program for other states, or with wires that are not there, is refused.
func TestAProgramOfAnotherSpecIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Program){
		"a guard is missing":         func(p *Program) { p.Enabled = p.Enabled[1:] },
		"a bit too many":             func(p *Program) { p.Inputs++ },
		"a property is missing":      func(p *Program) { p.Holds = p.Holds[1:] },
		"a condition is missing":     func(p *Program) { p.When = p.When[1:] },
		"an effect is missing":       func(p *Program) { p.Effects = p.Effects[1:] },
		"a gate before its inputs":   func(p *Program) { p.Gates[0].A = Wire(1+p.Inputs) << 1 },
		"an effect's before its own": func(p *Program) { p.Effects[0].Gates[0].B = Wire(1+p.Inputs+len(p.Gates)) << 1 },
		"no such guard":              func(p *Program) { p.Enabled[0] = Wire(1+p.Inputs+len(p.Gates)) << 1 },
		"no such property":           func(p *Program) { p.Holds[0] = Wire(1+p.Inputs+len(p.Gates)) << 1 },
		"no such condition":          func(p *Program) { p.When[0] = Wire(1+p.Inputs+len(p.Gates)) << 1 },
		"no such change":             func(p *Program) { p.Effects[0].Changes[0].Differs = 1 << 20 },
		"no such bit":                func(p *Program) { p.Effects[0].Changes[0].Input = p.Inputs },
		"no such end":                func(p *Program) { p.Final = -1 },
		"no such doubt":              func(p *Program) { p.Unsure = -1 },
	} {
		p := odometerProgram(false)
		spoil(p)
		if _, err := CompareProgram(odometerSpec(false), p, make([]odometer, 1)); err != errForeign {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// With a program the first state in which nothing can go on is found, and none is taken for one of these.
func TestWithAProgramTheEndIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		final bool
		wire  Wire
	}{"nothing is final": {false, 0}, "the program does not know what is": {true, 0}, "everything is": {true, 1}} {
		sp := odometerSpec(false)
		sp.Actions, sp.Final = sp.Actions[:1], &spec.Predicate[odometer]{Holds: func(*odometer) bool { return c.final }}
		p := odometerProgram(false)
		p.Enabled, p.Effects, p.Final = p.Enabled[:4], p.Effects[:4], c.wire
		want := figuresOf(t, sp, Options{})
		got := figuresOf(t, sp, Options{compileAt: 1, Compile: func() *Program { return p }})
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if r, err := Explore(sp, Options{}); err != nil || c.final != (r.Deadlock == nil) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// A state that an action may not leave is the same error with a program that says where it strays as without. Method:
// it is one that is not compared anyway.
func TestAProgramLeavesMistakesToTheGo(t *testing.T) {
	sp := odometerSpec(false)
	up := sp.Actions[0].Do
	sp.Actions[0].Do = func(s *odometer, args spec.Args) {
		if up(s, args); s.Digits == [4]uint8{5, 5, 2, 2} {
			s.Digits[0] = 9
		}
	}
	_, want := Explore(sp, Options{Workers: 1})
	p := odometerProgram(true)
	for k := range p.Effects {
		p.Effects[k].Strays = 1
	}
	p.Holds[0] = 1
	for _, silent := range []bool{false, true} {
		if silent {
			p.Effects = nil // it does not say where actions lead
		}
		_, got := Explore(sp, Options{Workers: 1, compileAt: 1, Compile: func() *Program { return p }})
		if want == nil || got == nil || got.Error() != want.Error() || !strings.Contains(got.Error(), "does not fit 3 bits") {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// A program that is right is found to be, in each state by itself, and leaves nothing to the Go; one that is wrong of
// where an action leads is found out.
func TestAProgramIsComparedStateByState(t *testing.T) {
	states := []odometer{{}, {Digits: [4]uint8{7, 1, 0, 3}, At: 11}, {Digits: [4]uint8{7, 7, 7, 7}, At: 28}}
	p := odometerProgram(false)
	if odd, err := CompareProgram(odometerSpec(false), p, states); odd != 0 || err != nil {
		t.Errorf("%d states are left to the Go, %v", odd, err)
	}
	p.Effects[1].Changes[3].Differs ^= 1
	if _, err := CompareProgram(odometerSpec(false), p, states); err == nil || !strings.Contains(err.Error(), "leads") {
		t.Errorf("a wrong effect: %v", err)
	}
}
