package mutants

import (
	"bufio"
	"encoding/json"
	"io"
	"regexp"
	"strings"
)

// An event is one line of go test -json (go doc test2json).
type event struct {
	Action      string
	Test        string
	Output      string
	FailedBuild string
}

// A record is what the events of one go test say about its tests.
type record struct {
	tests       map[string]*testRecord
	buildFailed bool
	timedOut    bool
	killed      bool   // the system ended the process: out of memory, or a signal from outside
	said        string // the first line of output that belongs to no test
}

// A testRecord is what became of one test.
type testRecord struct {
	action   string // "pass", "fail", "skip"; empty: begun and not ended
	reported bool   // the test itself reported its failure; the end of a crashed process does not
	said     string // the first line that the test, or a subtest of it, printed
}

var (
	timedOutLine = regexp.MustCompile(`^panic: test timed out after`)
	killedLine   = regexp.MustCompile(`^signal: (killed|terminated|interrupt)`)
	failedLine   = regexp.MustCompile(`^\s*--- FAIL: (\S+)`)
	chatterLine  = regexp.MustCompile(`^\s*(=== |--- |PASS|FAIL|ok\s|exit status|#|$)`)
)

// maxEventLine bounds one line of a test's output, in bytes.
const maxEventLine = 1 << 20

// readEvents reads the output of go test -json to its end. Lines that are no events are
// the go command's own complaints.
func readEvents(r io.Reader) record {
	rec := record{tests: map[string]*testRecord{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxEventLine)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			e = event{Action: "output", Output: lines.Text()}
		}
		rec.add(e)
	}
	// An overlong line ends the reading early. Nothing more can be said of the tests then: what
	// did not end by now counts as not ended.
	_, _ = io.Copy(io.Discard, r)
	return rec
}

// add takes one event into account.
func (r *record) add(e event) {
	switch e.Action {
	case "build-fail":
		r.buildFailed = true
	case "run":
		r.test(e.Test)
	case "pass", "fail", "skip":
		if e.FailedBuild != "" {
			r.buildFailed = true
		}
		if e.Test != "" {
			r.test(e.Test).action = e.Action
		}
	case "output", "build-output":
		r.hear(e.Test, strings.TrimRight(e.Output, "\n"))
	}
}

// hear notes what a line of output tells.
func (r *record) hear(test, line string) {
	r.timedOut = r.timedOut || timedOutLine.MatchString(line)
	r.killed = r.killed || killedLine.MatchString(line)
	if failed := failedLine.FindStringSubmatch(line); failed != nil {
		r.test(failed[1]).reported = true
	}
	if chatterLine.MatchString(line) {
		return
	}
	said := strings.Join(strings.Fields(line), " ")
	if test == "" {
		if r.said == "" {
			r.said = said
		}
		return
	}
	for name := test; ; {
		if t := r.test(name); t.said == "" {
			t.said = said
		}
		slash := strings.LastIndexByte(name, '/')
		if slash < 0 {
			return
		}
		name = name[:slash]
	}
}

// test is the record of the named test, made when it is first heard of.
func (r *record) test(name string) *testRecord {
	t, known := r.tests[name]
	if !known {
		t = &testRecord{}
		r.tests[name] = t
	}
	return t
}
