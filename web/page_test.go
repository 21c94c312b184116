package web

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/internal/browsertest"
	"quesera/spec/walk"
	"quesera/web/ask"
)

// A run to a disagreement, 28 actions.
const words, run = "qsc3 -n=4 -t=2 --unsafe", "0.0.0.1.0.3.3.3.3.0.0.0.0.0.2.2.2.0.0.0.0.2.5.0.0.1.0.1"

//go:embed testdata/probe.html
var probe string

// found is what the probe sends.
type found struct {
	Ready           []int // milliseconds until the page answers
	Wide            []int // pixels by which the page is wider than the window
	Said            map[string]string
	Answers, Errors []string
}

// The page works from a file, in a browser, without a server, on a screen and on a telephone; and whatever it is asked,
// of every configuration of the catalogue, it answers what is answered here. Method: headless Chromium.
func TestThePageWorksAndSaysWhatTheExplorerSays(t *testing.T) {
	browsertest.Browser(t)
	dir := t.TempDir()
	page, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	if err := Page(t.Context(), "..", page); err != nil {
		t.Fatal(err)
	}
	questions := sampled(t)
	asked, _ := json.Marshal(questions)
	var f found
	fill := strings.NewReplacer("QUESTIONS", string(asked), "WORDS", words, "RUN", run)
	browsertest.Probe(t, dir, fill.Replace(probe), &f)
	if len(f.Errors) > 0 || len(f.Ready) != 2 {
		t.Fatalf("ready %v, errors %q", f.Ready, f.Errors)
	}
	size, _ := page.Seek(0, io.SeekCurrent)
	t.Logf("%.1f MB, ready after %v ms, %d questions", float64(size)/1e6, f.Ready, len(questions))
	if size > 6e6 { // it carries every spec, and no machine: those would be 2 MB more
		t.Errorf("the page is %d octets, want at most 6 MB", size)
	}
	for _, wide := range f.Wide {
		if wide > 0 {
			t.Errorf("%d pixels wider than the window", wide)
		}
	}
	looks(t, f.Said)
	guide := &ask.Guide{}
	for i, q := range questions {
		text, _ := json.Marshal(q)
		if want := string(guide.Answer(text)); i >= len(f.Answers) || f.Answers[i] != want {
			t.Fatalf("%s: the page says\n%s\nwant\n%s", text, append(f.Answers, make([]string, i+1)...)[i], want)
		}
	}
}

// looks compares what was seen on the page, at both widths, with what is to be seen.
func looks(t *testing.T, said map[string]string) {
	for name, want := range map[string]string{
		"link":          "28 of 28, 28, fails, 28",
		"home":          "0 of 28, 0, silent, The beginning.",
		"on":            "28 of 28, 28, 28 steps, fails in 1",
		"back":          "0 of 28, 0, 56 steps",
		"2":             "1 of 1, 1, Step 1: node 0's message is witnessed by {0 2}.",
		"1":             "1 of 1, 1, Step 1: node 0's message is witnessed by {0 1}.",
		"buttons":       "1 of 1, 1",
		"pasted":        "28 of 28, 28, fails",
		"refused":       "threshold: t = 2 of n = 4 is no majority",
		"a link":        "27 of 28, 27, silent, alert false",
		"graph":         "4 nodes, arrows true",
		"table":         "16 rows, framed true",
		"says":          "node 0: aware of {0 1 2 3}, confirmed {0 1 3}, reconfirmed {0 3}",
		"search":        "QSC3-P5 fails after 1 more steps (",
		"followed":      "28 of 28, 28, fails",
		"nothing found": "0 of 0, 0, None in 1",
		"stopped":       "None in ",
		"protocols":     ", alert false, ",
	} {
		for _, width := range []string{"1280", "390"} {
			if got := said[name+" "+width]; !strings.Contains(got, want) {
				t.Errorf("%s, %s pixels wide: %q, want %q", name, width, got, want)
			}
		}
	}
}

// sampled are questions about every configuration of the catalogue: what it is, and what is so along a random run and
// a few choices that there are not.
func sampled(t *testing.T) []ask.Question {
	t.Helper()
	guide, rng := &ask.Guide{}, rand.New(rand.NewPCG(1, 2))
	answer := func(q ask.Question, into any) {
		text, _ := json.Marshal(q)
		if err := json.Unmarshal(guide.Answer(text), into); err != nil {
			t.Fatal(err)
		}
	}
	all := []ask.Question{{Ask: "protocols"}, {Ask: "read", Line: "verify " + words + " --replay '" + run + "'"},
		{Ask: "read", Line: "nothing"}, {Ask: "at", Words: words, Schedule: run}, {Ask: "at", Words: words, Schedule: "99"}}
	var protocols []ask.Protocol
	answer(all[0], &protocols)
	for _, p := range protocols {
		for _, c := range p.Configurations {
			all = append(all, ask.Question{Ask: "open", Words: c.Words})
			schedule, steps := "", 2+rng.IntN(8)
			if os.Getenv("QUESERA_DEEP") != "" {
				steps *= 4
			}
			for range steps {
				at := ask.Question{Ask: "at", Words: c.Words, Schedule: schedule}
				var position walk.Position
				answer(at, &position)
				all = append(all, at)
				if len(position.Enabled) == 0 {
					break
				}
				schedule = strings.TrimPrefix(fmt.Sprintf("%s.%d", schedule, rng.IntN(len(position.Enabled))), ".")
			}
			all = append(all, ask.Question{Ask: "search", Words: c.Words, Schedule: schedule, States: 200})
		}
	}
	return all
}

// The server gives the page to this machine, and nothing else.
func TestThePageIsServed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	at, ended := make(chan net.Addr), make(chan error)
	go func() {
		ended <- Serve(ctx, "127.0.0.1:0", []byte("the page"), func(a net.Addr) { at <- a })
	}()
	url := "http://" + (<-at).String()
	for path, want := range map[string]string{"/": "200 the page", "/other": "404 404 page not found"} {
		answer, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		if got := fmt.Sprintf("%d %s", answer.StatusCode, bytes.TrimSpace(body)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		answer.Body.Close()
	}
	if err := Serve(ctx, strings.TrimPrefix(url, "http://"), nil, nil); err == nil {
		t.Error("two serve at one address")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
