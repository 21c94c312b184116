package reshare

import (
	"testing"

	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// there is a small group and a large one around it; apart has them share two nodes only.
var (
	there = Config{Nodes: 4, Small: 0b0111, Large: 0b1111, SmallThreshold: 2, LargeThreshold: 3, Faults: 1, Passages: 2}
	apart = Config{Nodes: 5, Small: 0b00111, Large: 0b11110, SmallThreshold: 2, LargeThreshold: 3, Faults: 1, Passages: 1}
)

// with is a configuration with some of its fields changed.
func with(c Config, change func(*Config)) Config {
	change(&c)
	return c
}

// DKG-P19 to P23 hold in every reachable state of the safe configurations, from three nodes to four and back, every
// Sometimes is reached, and the search is complete and of the known size.
func TestAKeyPassesToAnotherGroupAndBack(t *testing.T) {
	for _, s := range []struct {
		config              Config
		states, transitions uint64
	}{
		{there, 3935, 4323},
		{with(there, func(c *Config) { c.Mobile = true }), 11257, 13111},
		{with(there, func(c *Config) { c.LargeThreshold = 2 }), 3935, 4323},
		{apart, 10973, 11031},
	} {
		if !s.config.Safe() {
			t.Errorf("%+v is not safe", s.config)
		}
		exploretest.Whole(t, s.config.Spec(), explore.Options{}, s.states, s.transitions)
	}
}

// Each assumption is needed: without it, the property that it is there for fails.
func TestBeyondTheAssumptionsPropertiesFail(t *testing.T) {
	for _, unsafe := range []struct {
		why    string
		config Config
		fails  string
	}{
		{"deals are not held against the old commitment", with(there, func(c *Config) { c.Unchecked = true }), "DKG-P19"},
		{"who deals another value is not found out", with(there, func(c *Config) { c.Unchecked = true }), "DKG-P21"},
		{"2f nodes, half of them corrupt in each passage, know t = 2f shares between these",
			with(there, func(c *Config) { c.LargeThreshold, c.Mobile = 2, true }), "DKG-P23"},
		{"shares of the first sharing are kept through the second passage",
			with(there, func(c *Config) { c.Mobile, c.Kept = true, true }), "DKG-P23"},
		{"with t_old > n_old - f_old corrupt members prevent the passage",
			with(there, func(c *Config) { c.SmallThreshold = 3 }), "DKG-P22"},
		{"with t <= f corrupt members hold the key", with(there, func(c *Config) { c.SmallThreshold = 1 }), "DKG-P23"},
	} {
		if unsafe.config.Safe() {
			t.Errorf("%s: %+v counts as safe", unsafe.why, unsafe.config)
		}
		sp := unsafe.config.Spec()
		r, err := explore.Explore(sp, explore.Options{Until: unsafe.fails})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for p, prop := range sp.Props {
			found = found || prop.ID == unsafe.fails && r.Reached[p] != nil
		}
		if !found {
			t.Errorf("%s: %s holds of %+v", unsafe.why, unsafe.fails, unsafe.config)
		}
	}
}
