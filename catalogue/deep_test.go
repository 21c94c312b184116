package catalogue

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

//go:embed deep.list
var deepList string

// took reads what the deep configurations took, in seconds of processor by protocol and bounds.
func took() (map[[2]string]float64, error) {
	all := map[[2]string]float64{}
	for line := range strings.Lines(deepList) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.SplitN(line, " ", 3)
		if len(words) < 3 {
			return nil, fmt.Errorf("deep.list: %q, want seconds, protocol and bounds", line)
		}
		seconds, err := strconv.ParseFloat(words[0], 64)
		row := [2]string{words[1], words[2]}
		if err != nil || seconds <= 0 || all[row] > 0 {
			return nil, fmt.Errorf("deep.list: %q, want a number of seconds, once for each row", line)
		}
		all[row] = seconds
	}
	return all, nil
}

// What deep configurations took is said of rows that there are. None is deep that takes less than two seconds, and all
// together they are to be verified within forty minutes on two cores.
func TestWhatDeepConfigurationsTookIsOfThem(t *testing.T) {
	all, err := took()
	if err != nil {
		t.Fatal(err)
	}
	sum, open := 0.0, 0
	for _, p := range Protocols() {
		for _, c := range p.Checks() {
			row := [2]string{p.Name, c.Bounds}
			if seconds := all[row]; c.Deep && seconds > 0 {
				sum += seconds
				if seconds < 2 {
					t.Errorf("%s, %s took %.1f s of processor: too little to be deep", p.Name, c.Bounds, seconds)
				}
				delete(all, row)
			} else if c.Deep {
				open++
				t.Logf("not measured: %s, %s", p.Name, c.Bounds)
			}
		}
	}
	for row := range all {
		t.Errorf("no deep row %s, %s", row[0], row[1])
	}
	if t.Logf("%.0f s, and %d rows not measured", sum, open); sum > 2*40*60 {
		t.Errorf("all together take %.0f s of processor, want at most forty minutes of two cores", sum)
	}
}
