package verify_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quesera/verify"
)

// The figures of a search go out as JSON: its levels make up its states, and rates are what they say. The plot has a
// bar for each level, as high as the level is large, and is well-formed.
func TestFiguresOfSearchesArePrintedAndPlotted(t *testing.T) {
	var measured []verify.Stats
	rows, _ := run(t, good(), verify.Options{Measured: func(s verify.Stats) { measured = append(measured, s) }})
	var out bytes.Buffer
	if err := verify.PrintStats(&out, measured); err != nil {
		t.Fatal(err)
	}
	var s verify.Stats
	if err := json.Unmarshal(out.Bytes(), &s); err != nil || len(measured) != 1 {
		t.Fatalf("%v, %s", err, out.String())
	}
	if s.Protocol != "token" || s.Bounds != "n=3" || s.States != rows[0].States || s.Transitions != rows[0].Transitions ||
		!slices.Equal(s.Levels, []uint64{1, 1, 1}) || s.Depth != 2 || !s.Complete || s.Seconds <= 0 || s.Load <= 0 ||
		s.StatesPerSecond != float64(s.States)/s.Seconds || s.BytesPerState != float64(s.Bytes)/float64(s.States) {
		t.Errorf("got %s", out.String())
	}
	s.Levels = []uint64{1, 50, 0, 100}
	out.Reset()
	if err := verify.Levels([]verify.Stats{s, s}).SVG(&out); err != nil {
		t.Fatal(err)
	}
	bars := regexp.MustCompile(`<title>(\d: \d+)</title>\s*<rect x="\d+" y="\d+" width="\d+" height="(\d+)"`).
		FindAllStringSubmatch(out.String(), -1)
	var got []string
	for _, b := range bars {
		got = append(got, b[1]+"="+b[2])
	}
	want := []string{"0: 1=1", "1: 50=48", "2: 0=0", "3: 100=96"}
	if !slices.Equal(got, append(slices.Clone(want), want...)) || !strings.Contains(out.String(), "at most 100 a level") {
		t.Errorf("bars %q, want %q", got, want)
	}
	dec := xml.NewDecoder(&out)
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
