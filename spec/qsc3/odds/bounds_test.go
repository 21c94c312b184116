package odds

import (
	"math/big"
	"strings"
	"testing"
)

// What has no odds is refused with what is wanted; the last that have some are not. Where several things are wrong the
// first is named.
func TestNetworksWithoutOddsAreRefused(t *testing.T) {
	const wide, many = 256, 10_000
	for _, c := range []struct {
		w    Network
		want string // "" if it has odds
	}{
		{Network{1, 1, Draw{1}, 0}, ""}, {Network{wide, 129, Draw{many}, 0}, ""}, {Network{wide, wide, Draw{0}, wide}, ""},
		{Network{4, 3, Draw{1}, 3}, ""}, {Network{4, 3, Draw{0}, 4}, ""}, {Network{4, 3, Draw{0}, 0}, ""},
		{Network{0, 0, Draw{0}, 0}, "nodes = 0, want 1..256"}, {Network{-1, 1, Draw{1}, 0}, "nodes = -1"},
		{Network{257, 129, Draw{1}, 0}, "nodes = 257"},
		{Network{4, 5, Draw{1}, 0}, "threshold = 5, want a majority of 4 nodes: 3..4"},
		{Network{4, 2, Draw{1}, 0}, "threshold = 2"}, {Network{5, 2, Draw{1}, 0}, "threshold = 2"},
		{Network{4, 3, Draw{-1}, 0}, "tickets = -1, want 1..10000"},
		{Network{4, 3, Draw{many + 1}, 0}, "tickets = 10001"}, {Network{4, 3, Draw{1}, -1}, "seen tickets = -1, want 0..4"},
		{Network{4, 3, Draw{1}, 5}, "seen tickets = 5"}, {Network{4, 3, Draw{0}, 3}, "tickets = 0, want 1..10000"},
		{Network{4, 3, Draw{0}, 1}, "tickets = 0, want 1..10000"},
	} {
		err := c.w.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.w, err, c.want)
		}
	}
}

// Who has reconfirmed nothing does not commit. Where the best of the seen ones wins in more draws than any unseen one,
// it is kept out first, and otherwise last; where all unseen ones are kept out and it too, nobody wins.
func TestTheLeastOddsAtTheirBounds(t *testing.T) {
	if got := (Draw{3}).Odds(0, 2); got.Sign() != 0 {
		t.Errorf("with nothing reconfirmed the odds are %v", got)
	}
	if got := (Draw{0}).Odds(0, 2); got.Sign() != 0 {
		t.Errorf("with nothing reconfirmed and no ties the odds are %v", got)
	}
	one, none := big.NewInt(1), new(big.Int)
	for _, c := range []struct {
		seen, one   *big.Int
		unseen, out int
		want        int64
	}{
		{big.NewInt(5), one, 3, 2, 2}, {big.NewInt(5), one, 1, 3, 0}, {big.NewInt(5), one, 1, 2, 0},
		{none, big.NewInt(5), 1, 2, 0}, {none, big.NewInt(5), 2, 2, 0}, {big.NewInt(3), big.NewInt(5), 2, 2, 3},
		{big.NewInt(3), big.NewInt(5), 3, 2, 8},
		{big.NewInt(5), big.NewInt(5), 3, 2, 10}, {big.NewInt(3), big.NewInt(5), 2, 1, 8},
	} {
		if got := left(c.seen, c.one, c.unseen, c.out); got.Int64() != c.want {
			t.Errorf("seen %v, one %v, %d unseen, %d out: %v, want %d", c.seen, c.one, c.unseen, c.out, got, c.want)
		}
	}
}

// No round fails with odds of one, and all with odds of none; otherwise the odds against are multiplied.
func TestTheOddsAgainstAreMultiplied(t *testing.T) {
	for _, c := range []struct {
		odds   *big.Rat
		rounds int
		want   *big.Rat
	}{
		{big.NewRat(2, 3), 0, big.NewRat(1, 1)}, {big.NewRat(2, 3), 1, big.NewRat(1, 3)},
		{big.NewRat(2, 3), 4, big.NewRat(1, 81)}, {big.NewRat(1, 1), 2, new(big.Rat)}, {new(big.Rat), 9, big.NewRat(1, 1)},
		{big.NewRat(2, 5), 3, big.NewRat(27, 125)},
	} {
		if got := Fails(c.odds, c.rounds); got.Cmp(c.want) != 0 {
			t.Errorf("odds of %v, %d rounds: %v, want %v", c.odds, c.rounds, got, c.want)
		}
	}
}
