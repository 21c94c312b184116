package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"quesera/spec"
)

// Verdict is violated if something is wrong, and inconclusive if something is open.
func (o *Outcome) Verdict() spec.Verdict {
	switch {
	case len(o.Breaches) > 0:
		return spec.Violated
	case o.Open != "":
		return spec.Inconclusive
	}
	return spec.Holds
}

// Message is why the run does not hold; empty: it does.
func (o *Outcome) Message() string {
	if len(o.Breaches) > 0 {
		return o.Breaches[0].Message
	}
	return o.Open
}

// Print writes the summary for people.
func (o *Outcome) Print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, seed %d\n", o.flags.protocol, o.group, o.flags.Seed)
	fmt.Fprintf(&b, "network: %s\n\n", o.flags.network())
	b.WriteString(o.Table)
	fmt.Fprintf(&b, "%d moves; %s", o.moves, o.Reached)
	if !o.crashed.Empty() {
		fmt.Fprintf(&b, "; crashed: %v", o.crashed)
	}
	for _, remark := range o.Remarks {
		fmt.Fprintf(&b, "; %s", remark)
	}
	b.WriteByte('\n')
	b.WriteString(o.Verdict().String())
	if message := o.Message(); message != "" {
		fmt.Fprintf(&b, ": %s", message)
	}
	b.WriteByte('\n')
	for _, also := range o.Breaches[min(1, len(o.Breaches)):] {
		fmt.Fprintf(&b, "and: %s\n", also.Message)
	}
	if len(o.Breaches) > 0 || o.Open != "" {
		fmt.Fprintf(&b, "replay: %s\n", o.replay)
	}
	if o.shrunk != nil {
		o.shrunk.print(&b)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// PrintJSON writes the summary as one JSON object: the settings, the verdict, and what came of the run.
func (o *Outcome) PrintJSON(out io.Writer) error {
	members := append([]Member{{"protocol", o.flags.protocol}}, o.flags.members()...)
	members = append(members, Member{"replay", o.replay}, Member{"verdict", o.Verdict().String()},
		Member{"message", o.Message()},
		Member{"breaches", append([]Breach{}, o.Breaches...)})
	if o.shrunk != nil {
		members = append(members, Member{"shrunk", o.shrunk.members()})
	}
	var b bytes.Buffer
	for k, m := range append(members, o.Members...) {
		value, err := json.Marshal(m.Value)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%c%q:%s", "{,"[min(k, 1)], m.Name, value)
	}
	b.WriteString("}\n")
	_, err := out.Write(b.Bytes())
	return err
}

// Columns are rows of as many cells each, a line a row: the columns are as wide as they have to be, and two spaces
// apart.
func Columns(rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	return b.String()
}
