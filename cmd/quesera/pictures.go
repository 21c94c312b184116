package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"quesera/internal/picture"
	"quesera/model/sim/play"
	"quesera/oracle/drawing"
	"quesera/oracle/trace"
	"quesera/spec"
	"quesera/verify"
)

// pictureFiles are where pictures go; empty: none is wanted.
type pictureFiles struct{ svg, html string }

// pictureFlags adds --svg and --html.
func pictureFlags(cmd *cobra.Command, files *pictureFiles, svg, html string) {
	cmd.Flags().StringVar(&files.svg, "svg", "", svg)
	cmd.Flags().StringVar(&files.html, "html", "", html)
}

func (p pictureFiles) wanted() bool { return p.svg != "" || p.html != "" }

// drawnFrom refuses a trace that cannot be read again when the run is over; empty: there is none yet.
func (p pictureFiles) drawnFrom(trace string) error {
	if info, err := os.Stat(trace); p.wanted() && (trace == "-" || err == nil && !info.Mode().IsRegular()) {
		return errors.New("--svg and --html read the trace again: want --trace with a file, or without")
	}
	return nil
}

// write writes the pictures that are wanted. A file that is there is replaced once the new one is whole.
func (p pictureFiles) write(d *picture.Diagram, wrong string, report *picture.Report) error {
	if p.svg != "" && d != nil {
		if err := writeWhole(p.svg, func(w io.Writer) error { return d.SVG(w, wrong) }); err != nil {
			return err
		}
	}
	if p.html != "" {
		return writeWhole(p.html, report.HTML)
	}
	return nil
}

// writeWhole writes a file, or leaves what was there alone.
func writeWhole(name string, write func(io.Writer) error) error {
	file, err := createTrace(name)
	if err != nil {
		return err
	}
	defer file.discard()
	w := bufio.NewWriter(file)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.commit()
}

// pictures draws the rows of a verification.
func (f verifyFlags) pictures(rows []verify.Row) error {
	d, wrong := verify.Picture(rows)
	return f.files.write(d, wrong, verify.NewReport(rows))
}

// measurements writes the figures of searches, and plots them.
func (f verifyFlags) measurements(all []verify.Stats) error {
	if f.stats != "" {
		if err := writeWhole(f.stats, func(w io.Writer) error { return verify.PrintStats(w, all) }); err != nil {
			return err
		}
	}
	if f.levels != "" {
		return writeWhole(f.levels, verify.Levels(all).SVG)
	}
	return nil
}

// pictureReplay draws a run that follows a schedule.
func (f verifyFlags) pictureReplay(c verify.Check, run *verify.Replay, again string) error {
	if !f.files.wanted() {
		return nil
	}
	id, wrong := run.Wrong()
	d := run.Diagram(c.String(), id)
	report := &picture.Report{Title: c.String(), Verdict: "replayed", Replay: []string{again},
		Summary: fmt.Sprintf("A run of %d actions, which says nothing of others.", len(run.Steps)),
		Runs:    []picture.Run{{Title: d.Title, Wrong: wrong, Diagram: d, End: run.End}}}
	if wrong != "" {
		report.Verdict = spec.Violated.String()
	}
	return f.files.write(d, wrong, report)
}

// pictureTried draws a run of a trial that was made again.
func (f verifyFlags) pictureTried(c verify.Check, tried *verify.Tried, again string) error {
	if !f.files.wanted() {
		return nil
	}
	wrong := ""
	if tried.Verdict == spec.Violated {
		wrong = c.Trial.Claim().ID + ": " + c.Trial.Claim().Text
	}
	report := &picture.Report{Title: c.String(), Verdict: tried.Verdict.String(), Replay: []string{again},
		Summary: fmt.Sprintf("A run of %d events, which says nothing of others.", len(tried.Story.Steps)),
		Runs: []picture.Run{{Title: tried.Story.Drawn.Title, Wrong: wrong, Diagram: tried.Story.Drawn,
			End: tried.Story.End}}}
	return f.files.write(tried.Story.Drawn, wrong, report)
}

// pictureTrace draws a trace in a file that was judged.
func pictureTrace(files pictureFiles, name string, judged trace.Result) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	report := &picture.Report{Title: printable(name), Verdict: judged.Verdict.String(), Summary: judged.Stats.String(),
		Replay: []string{"quesera check trace " + printable(name)}}
	d, wrong, err := drawing.Trace(f, judged)
	if err != nil && judged.Verdict == spec.Unusable { // there is nothing to draw
		report.Summary, d = judged.Breach.String(), nil
	} else if err != nil {
		return err
	}
	if d != nil {
		report.Runs = []picture.Run{{Title: d.Title, Wrong: wrong, Diagram: d}}
	}
	return files.write(d, wrong, report)
}

// pictureRun draws a simulated run by the trace that it left.
func pictureRun(files pictureFiles, name string, f *play.Flags, o *play.Outcome) error {
	t, err := os.Open(name)
	if err != nil {
		return err
	}
	defer t.Close()
	judged := trace.Judge(t, trace.Options{Unsafe: true})
	if _, err := t.Seek(0, io.SeekStart); err != nil {
		return err
	}
	d, wrong, err := drawing.Trace(t, judged)
	if err != nil {
		return err
	}
	if o.Verdict() == spec.Violated && wrong == "" {
		wrong = o.Message()
	}
	report := &picture.Report{Title: "A run of " + f.Protocol(), Verdict: o.Verdict().String(), Summary: o.Message(),
		Replay: []string{f.Replay()}, Runs: []picture.Run{{Title: d.Title, Wrong: wrong, Diagram: d}}}
	return files.write(d, wrong, report)
}

// pictureDriven draws a run of somebody else's nodes by the trace that it left, which ends before what is wrong in it.
func (d *driving) pictureDriven(name string) error {
	t, err := os.Open(name)
	if err != nil {
		return err
	}
	defer t.Close()
	o := d.last
	run := picture.Run{}
	if len(o.Breaches) > 0 {
		b := o.Breaches[0]
		node := int(b.Node)
		run.Diagram, err = drawing.Stopped(t, drawing.Stop{Node: node, Rule: b.Rule, Event: b.Event,
			Why: strings.TrimPrefix(b.Message, fmt.Sprintf("node %d: ", node))})
		run.Wrong, run.End = b.Message, strings.Split(strings.TrimSpace(o.Table), "\n")[1:]
	} else {
		run.Diagram, _, err = drawing.Trace(t, trace.Result{})
	}
	if err != nil {
		return err
	}
	run.Title = run.Diagram.Title
	return d.pictures.write(run.Diagram, run.Wrong, &picture.Report{Title: "A run of " + printable(quoted(d.pool.Args)),
		Verdict: o.Verdict().String(), Summary: o.Message(), Replay: []string{d.flags.Replay()}, Runs: []picture.Run{run}})
}
