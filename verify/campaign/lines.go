package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"quesera/spec"
)

// A Plan is what all shards of a campaign have in common. Two processes whose plans differ, be it in the version of the
// program, are of two campaigns.
type Plan struct {
	Campaign string   `json:"campaign"` // "verify"
	Settings string   `json:"settings"` // what else decides the results, as the command line has it
	Version  string   `json:"version"`  // of the program
	Jobs     []string `json:"jobs"`     // names of all jobs, each once
}

// ID names a plan in the lines of its results.
func (p *Plan) ID() string {
	text, _ := json.Marshal(p) // of text alone
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// check refuses a plan whose results could not be told apart.
func (p *Plan) check() error {
	names := slices.Sorted(slices.Values(p.Jobs))
	switch {
	case p.Campaign == "" || len(names) == 0:
		return fmt.Errorf("campaign: a plan without a name, or without jobs")
	case len(slices.Compact(slices.Clone(names))) < len(names):
		return fmt.Errorf("campaign: %s: two jobs have one name", p.Campaign)
	}
	return nil
}

// A line is one line of a campaign: the plan, or the result of a job.
type line struct {
	Plan    string          `json:"plan"`              // ID of the plan
	Of      *Plan           `json:"of,omitempty"`      // the plan itself, on its own line
	Job     string          `json:"job,omitempty"`     // name of the job
	Verdict *spec.Verdict   `json:"verdict,omitempty"` // on it
	Result  json.RawMessage `json:"result,omitempty"`  // what is known of it
}

// encode is a value as JSON on a line of its own.
func encode(v any) ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("campaign: %w", err)
	}
	return text.Bytes(), nil
}

// A Writer prints the lines of one process.
type Writer struct {
	w     io.Writer
	plan  Plan
	id    string
	jobs  map[string]bool // of the plan
	worst spec.Verdict
}

// Begin prints the plan.
func Begin(w io.Writer, p Plan) (*Writer, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	c := &Writer{w: w, plan: p, id: p.ID(), jobs: map[string]bool{}, worst: spec.Holds}
	for _, job := range p.Jobs {
		c.jobs[job] = true
	}
	return c, c.print(line{Plan: c.id, Of: &p})
}

// Done prints the result of a job, in one piece: whoever is killed leaves whole lines, but for the last one.
func (c *Writer) Done(job string, v spec.Verdict, result any) error {
	if !c.jobs[job] {
		return fmt.Errorf("campaign: %s: job %q is not in the plan", c.plan.Campaign, job)
	}
	text, err := encode(result)
	if err != nil {
		return err
	}
	c.worst = spec.Worse(c.worst, v)
	return c.print(line{Plan: c.id, Job: job, Verdict: &v, Result: text})
}

// Worst is the worst verdict so far on the jobs of this process.
func (c *Writer) Worst() spec.Verdict { return c.worst }

func (c *Writer) print(l line) error {
	text, err := encode(l)
	if err == nil {
		_, err = c.w.Write(text)
	}
	return err
}
