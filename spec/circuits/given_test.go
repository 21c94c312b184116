package circuits

import (
	"go/types"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// Where a conjunction is given all of it is, and of what is not given nothing is known. What is built of it becomes
// what it then is.
func TestWhatIsGivenIsKnown(t *testing.T) {
	c := newCircuit()
	x, y, z := c.input(), c.input(), c.input()
	conjunction := c.and(c.and(x, y.not()), z)
	for _, tc := range []struct {
		name             string
		condition, l, is lit
	}{
		{"the first of three", conjunction, x, always}, {"one that is negated", conjunction, y, never},
		{"its negation", conjunction, y.not(), always}, {"the last of three", conjunction, z, always},
		{"the negation of the last", conjunction, z.not(), never}, {"all of it", conjunction, conjunction, always},
		{"of a disjunction nothing", c.or(x, y), x, x}, {"but that it is so", c.or(x, y), c.or(x, y), always},
		{"one wire", x, x, always}, {"one that is not", x.not(), x, never}, {"another one", x, y, y},
		{"what is built of it", x, c.and(x, y), y}, {"what is not so any more", x.not(), c.and(x, y), never},
		{"what is unlike it", x, c.xor(x, y), y.not()}, {"a part of what is unlike it", y.not(), c.xor(x, y), x},
		{"nothing", always, c.and(x, y), c.and(x, y)}, {"the constant", x, always, always},
	} {
		if got := c.given(tc.condition)(tc.l); got != tc.is {
			t.Errorf("%s: wire %d, want %d", tc.name, got, tc.is)
		}
	}
	if got := c.simplified(value{bits: []lit{x, y, z, c.and(x, z)}}, conjunction); got.bits[0] != always ||
		got.bits[1] != never || got.bits[2] != always || got.bits[3] != always {
		t.Errorf("%+v", got)
	}
	if got, is := c.simplified(number(5, 3), conjunction).constant(); !is || got != 5 {
		t.Errorf("%d, %v", got, is)
	}
}

// An index is beyond an array if it is none of its, whatever its highest bit is.
func TestWhatIsBeyondAnArray(t *testing.T) {
	for bits := 1; bits <= 4; bits++ {
		for length := range int64(18) {
			array := types.NewArray(types.Typ[types.Uint8], length)
			for n := range uint64(1) << bits {
				c := newCircuit()
				if got := c.beyond(number(n, bits), array); got != of(int64(n) >= length) {
					t.Errorf("%d in %d bits of an array of %d: %d", n, bits, length, got)
				}
			}
		}
	}
	c := newCircuit()
	if l := c.beyond(number(1<<62, 64), types.NewArray(types.Typ[types.Bool], 3)); l != always {
		t.Errorf("a very large index: %d", l)
	}
}

// The arguments of an instance are all of their 16 bits.
func TestArgumentsAreWhole(t *testing.T) {
	a := analysis[int]{sp: &spec.Spec[int]{Actions: []spec.Action[int]{{}, {Params: make([]spec.Param, 2)}}},
		instances: []explore.Taken{{Action: 0}, {Action: 1, Args: spec.Args{0xffff, 0x8001, 7}}}}
	if none := a.arguments(0); len(none) != 0 {
		t.Errorf("%v", none)
	}
	args := a.arguments(1)
	if len(args) != 2 {
		t.Fatalf("%d arguments", len(args))
	}
	for i, want := range []uint64{0xffff, 0x8001} {
		if got, is := args[i].constant(); !is || got != want {
			t.Errorf("argument %d is %x, want %x", i, got, want)
		}
	}
	if few("x", mostInstances) != nil || few("x", mostInstances+1) == nil {
		t.Error("the bound on instances is not exact")
	}
}
