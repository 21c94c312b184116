package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
)

// A prints is what a command prints as JSON: one object, or rows of them.
type prints bool

const (
	object prints = false
	rows   prints = true
)

// formatFlags adds --format, and --json, which is "--format jsonl" by a shorter name.
func formatFlags(cmd *cobra.Command, asJSON *bool, what prints, usage string) {
	cmd.Flags().BoolVar(asJSON, "json", false, usage+", as --format jsonl")
	cmd.Flags().Var(&format{cmd: cmd, asJSON: asJSON, what: what, name: "table"}, "format",
		"how to print: table, jsonl (an object a line), or json (one document)")
	must(cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions([]string{"table", "json", "jsonl"}, cobra.ShellCompDirectiveNoFileComp)))
}

// must panics on an error that only a mistake of ours can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// A format is the value of --format.
type format struct {
	cmd    *cobra.Command
	asJSON *bool
	what   prints
	name   string
}

func (f *format) String() string { return f.name }

// Type implements pflag.Value.
func (f *format) Type() string { return "format" }

// Set implements pflag.Value. Commands print an object a line, or one object; the writer makes one document, or one
// line, of these.
func (f *format) Set(name string) error {
	o, _ := f.cmd.OutOrStdout().(*output)
	if o == nil {
		o = &output{} // where nothing is printed: in completions
	}
	o.form = nil
	switch {
	case name == "json" && f.what == rows:
		o.form = &document{}
	case name == "jsonl" && f.what == object:
		o.form = &oneLiner{}
	case name != "table" && name != "json" && name != "jsonl":
		return fmt.Errorf("want table, json or jsonl")
	}
	f.name, *f.asJSON = name, name != "table"
	return nil
}

// A form makes another text of what a command prints. Each part is of whole lines; finish is what comes in the end.
type form interface {
	text(lines []byte) []byte
	finish() []byte
}

// A document is a JSON array of the objects that are printed, one a line.
type document struct{ some bool }

func (d *document) text(lines []byte) []byte {
	var text []byte
	for line := range bytes.Lines(lines) {
		if d.some {
			text = append(text, ",\n"...)
		} else {
			text = append(text, "[\n"...)
		}
		d.some = true
		text = append(text, bytes.TrimSuffix(line, []byte("\n"))...)
	}
	return text
}

func (d *document) finish() []byte {
	if !d.some {
		return []byte("[]\n")
	}
	return []byte("\n]\n")
}

// A oneLiner is one object on one line.
type oneLiner struct{ all bytes.Buffer }

func (o *oneLiner) text(lines []byte) []byte {
	o.all.Write(lines)
	return nil
}

func (o *oneLiner) finish() []byte {
	var line bytes.Buffer
	if json.Compact(&line, o.all.Bytes()) != nil {
		return o.all.Bytes()
	}
	return append(line.Bytes(), '\n')
}
