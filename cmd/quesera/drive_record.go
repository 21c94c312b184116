package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"quesera/internal/traceformat"
	"quesera/model/sim"
)

// A session is written as JSON Lines: a head with the version and the flags, then a line for each move, for each line
// that a node was told, and for each that it wrote, and an end.
const sessionVersion = "quesera-drive/1"

// recorder writes a session. An error stays with the writer, for end.
type recorder struct {
	out *bufio.Writer
	d   *driving
}

// newRecorder begins a session.
func newRecorder(w io.Writer, d *driving) *recorder {
	r := &recorder{bufio.NewWriter(w), d}
	words, _, _ := strings.Cut(strings.TrimPrefix(d.flags.Replay(), "quesera drive "), " -- ")
	words, _, _ = strings.Cut(words, " --replay ")
	r.write(map[string]any{"session": sessionVersion, "flags": words})
	d.flags.Record(func(m sim.Move) { r.write(map[string]any{"move": m.String()}) })
	d.pool.Record = func(node traceformat.Node, toNode bool, line []byte) {
		what := "wrote"
		if toNode {
			what = "told"
		}
		r.write(map[string]any{"node": node, what: embedded(line)})
	}
	return r
}

// embedded is a line as JSON: itself where it is JSON, else a string.
func embedded(line []byte) any {
	if json.Valid(line) {
		return json.RawMessage(line)
	}
	return strings.ToValidUTF8(string(line), "?")
}

func (r *recorder) write(line map[string]any) {
	text, err := json.Marshal(line)
	if err == nil {
		r.out.Write(append(text, '\n'))
	}
}

// end ends a session.
func (r *recorder) end(verdict string) {
	r.write(map[string]any{"end": verdict})
	r.out.Flush()
	r.stop()
}

// stop has nothing recorded any more.
func (r *recorder) stop() {
	r.d.flags.Record(nil)
	r.d.pool.Record = nil
}

// follow takes the schedule of --replay: what is written there, or what the file of that name has recorded. Flags of
// the command line count more than those of the file.
func (d *driving) follow() error {
	if moves, err := sim.ParseSchedule(d.replay); err == nil {
		d.flags.Follow(moves)
		return nil
	}
	file, err := os.Open(d.replay)
	if err != nil {
		return fmt.Errorf("--replay: neither a schedule nor a session: %w", err)
	}
	defer file.Close()
	flags, schedule, err := readSession(file)
	if err != nil {
		return fmt.Errorf("%s: %w", d.replay, err)
	}
	given := map[string]string{}
	d.flags.Set().Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	if err := d.flags.Set().Parse(strings.Fields(flags)); err != nil {
		return fmt.Errorf("%s: flags: %w", d.replay, err)
	}
	for name, value := range given {
		if err := d.flags.Set().Set(name, value); err != nil {
			return err
		}
	}
	moves, err := sim.ParseSchedule(schedule)
	if err != nil {
		return fmt.Errorf("%s: %w", d.replay, err)
	}
	d.flags.Follow(moves)
	return nil
}

// sessionLine is a line of a session: what stands in it, and nothing else.
type sessionLine struct {
	Session *string         `json:"session"`
	Flags   *string         `json:"flags"`
	Move    *string         `json:"move"`
	Node    *uint64         `json:"node"`
	Told    json.RawMessage `json:"told"`
	Wrote   json.RawMessage `json:"wrote"`
	End     *string         `json:"end"`
}

// readSession reads the flags and the moves of a session.
func readSession(in io.Reader) (flags, schedule string, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	var moves []string
	ended := false
	for number := 1; lines.Scan(); number++ {
		line, err := readSessionLine(lines.Bytes())
		switch {
		case err == nil && (number == 1) != (line.Session != nil):
			err = errors.New("want the head first, and nowhere else")
		case err == nil && ended:
			err = errors.New("behind the end")
		}
		if err != nil {
			return "", "", fmt.Errorf("line %d: %w", number, err)
		}
		switch {
		case line.Session != nil:
			flags = *line.Flags
		case line.Move != nil:
			moves = append(moves, *line.Move)
		}
		ended = line.End != nil
	}
	if lines.Err() != nil {
		return "", "", lines.Err()
	}
	if len(moves) == 0 {
		return "", "", errors.New("no session, or one without moves")
	}
	return flags, strings.Join(moves, " "), nil
}

// readSessionLine reads a line, which is of one of the kinds that the schema has.
func readSessionLine(text []byte) (line sessionLine, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&line); err != nil {
		return line, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return line, errors.New("the line goes on behind an object")
	}
	has := 0
	for bit, is := range []bool{line.Session != nil, line.Flags != nil, line.Move != nil, line.Node != nil,
		line.Told != nil, line.Wrote != nil, line.End != nil} {
		if is {
			has |= 1 << bit
		}
	}
	const head, move, told, wrote, end = 1 | 2, 4, 8 | 16, 8 | 32, 64
	switch has {
	case head:
		if *line.Session != sessionVersion {
			return line, fmt.Errorf("session = %q, want %q", *line.Session, sessionVersion)
		}
	case move:
		_, err = sim.ParseSchedule(*line.Move)
		if err == nil && len(strings.Fields(*line.Move)) != 1 {
			err = fmt.Errorf("move = %q, want one", *line.Move)
		}
	case told, wrote, end:
	default:
		err = errors.New("want session and flags, a move, a node with what it was told or wrote, or an end")
	}
	return line, err
}
