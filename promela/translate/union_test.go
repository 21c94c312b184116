package translate

import (
	"strings"
	"testing"
)

// A set that grows by a member in a branch, again and again, is written as a union: each member stands in it once. As a
// choice between two sets it would be twice as long with each member, and Spin reads no more than 64 KB at a time.
func TestASetThatGrowsIsWrittenOnce(t *testing.T) {
	set, want := no, ""
	for i := range int64(10) {
		member := constant(i)
		only := newExpr(opCall, interval{1, 1 << i}, member)
		only.name = "ONLY"
		with := newExpr(opWith, interval{0, 1<<(i+1) - 1}, set, member, only)
		with.name = "WITH"
		c := &expr{op: opName, name: "c" + member.text(), rng: boolean, size: 1}
		set = cond(c, with, set, false)
		want += " | (" + c.name + " -> ONLY(" + member.text() + ") : 0)"
	}
	if got := set.text(); got != strings.TrimPrefix(want, " | ") {
		t.Errorf("a set that may have ten members is\n%s, want\n%s", got, want)
	}
	if set.rng != (interval{0, 1<<10 - 1}) {
		t.Errorf("its range is %v, want that of ten bits", set.rng)
	}
}

// Where a branch takes the place of the set, or adds to another one, the choice stays: a union would be another set.
func TestASetThatIsReplacedIsAChoice(t *testing.T) {
	set := func(name string) *expr { return &expr{op: opName, name: name, rng: interval{0, 7}, size: 1} }
	one := constant(1)
	only := newExpr(opCall, interval{2, 2}, one)
	only.name = "ONLY"
	with := newExpr(opWith, interval{0, 7}, set("a"), one, only)
	with.name = "WITH"
	for _, c := range []struct {
		then, other *expr
		want        string
	}{
		{with, set("b"), "(c -> WITH(a, 1) : b)"},
		{set("b"), with, "(c -> b : WITH(a, 1))"},
		{with, set("a"), "a | (c -> ONLY(1) : 0)"},
	} {
		if got := cond(set("c"), c.then, c.other, false).text(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
