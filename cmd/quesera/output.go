package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// output remembers the first error of a writer, so that printing need not be checked line by line. What a terminal
// would take for a command (a name of a file may hold one) is written as text.
type output struct {
	w    io.Writer
	err  error
	rest []byte // the beginning of a character, or with a form of a line, whose end was not yet written
	form form   // nil: as it comes
}

func (o *output) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	all := append(o.rest, b...)
	whole := len(all) - cutRune(all)
	if o.form != nil {
		whole = bytes.LastIndexByte(all, '\n') + 1
	}
	o.rest = bytes.Clone(all[whole:])
	if all = all[:whole]; o.form != nil {
		all = o.form.text(all)
	}
	if o.write(all); o.err != nil {
		return 0, o.err
	}
	return len(b), nil
}

func (o *output) write(b []byte) {
	if o.err == nil && len(b) > 0 {
		_, o.err = io.WriteString(o.w, visible(string(b)))
	}
}

// end writes what is left. Of what was not usable there is no document.
func (o *output) end(code exitCode) {
	rest := o.rest
	o.rest = nil
	if o.form == nil {
		o.write(rest)
		return
	}
	o.write(o.form.text(rest))
	if d, ok := o.form.(*document); code != exitUnusable || ok && d.some {
		o.write(o.form.finish())
	}
}

// cutRune is how many octets at the end of a text begin a character that does not end there.
func cutRune(text []byte) int {
	for k := 1; k < utf8.UTFMax && k <= len(text); k++ {
		if tail := text[len(text)-k:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return k
			}
			break
		}
	}
	return 0
}

// pageWidth is how many columns the terminal has to which a command prints, 0 if it prints to none.
func pageWidth(cmd *cobra.Command) int {
	o, ok := cmd.OutOrStdout().(*output)
	if !ok {
		return 0
	}
	if f, ok := o.w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width >= 40 {
			return width
		}
	}
	return 0
}

// visible writes control characters, but for tabs and ends of lines, and what is no text as Go writes them in strings.
func visible(s string) string {
	clean := true
	for _, r := range s {
		clean = clean && !control(r)
	}
	if clean && utf8.ValidString(s) {
		return s
	}
	var text strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1, control(r):
			text.WriteString(strings.Trim(strconv.Quote(s[:size]), `"`))
		default:
			text.WriteString(s[:size])
		}
		s = s[size:]
	}
	return text.String()
}

// control reports whether a terminal may take a character for a command: the control characters, and those that turn
// the direction of what follows.
func control(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// kinds says what the values of flags are, by the name of their type.
var kinds = map[string]string{
	"int": "a whole number", "int64": "a whole number",
	"uint8": "a whole number from 0 to 255", "uint16": "a whole number from 0 to 65535",
	"uint":   "a whole number from 0 to 18446744073709551615",
	"uint32": "a whole number from 0 to 4294967295", "uint64": "a whole number from 0 to 18446744073709551615",
	"duration": "a time such as 90s or 5m", "bool": "true or false",
}

// flagError says what is wrong with a flag in words of ours.
func flagError(_ *cobra.Command, err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	why := wrong.Unwrap().Error() // of flags of our own
	if kind, ok := kinds[wrong.GetFlag().Value.Type()]; ok {
		why = "want " + kind
	}
	name := "--" + wrong.GetFlag().Name
	if short := wrong.GetFlag().Shorthand; short != "" {
		name = "-" + short
	}
	return fmt.Errorf("%s = %q, %s", name, wrong.GetValue(), why)
}

// argumentsInWords has a command and those below it say in words of ours which arguments they take.
func argumentsInWords(cmd *cobra.Command) {
	for _, below := range cmd.Commands() {
		argumentsInWords(below)
	}
	fits := cmd.Args
	if fits == nil {
		return
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if fits(cmd, args) == nil {
			return nil
		}
		got := "none"
		if len(args) > 0 {
			got = fmt.Sprintf("%q", args)
		}
		return usageError("%s: arguments: got %s, want: %s", strings.TrimPrefix(cmd.CommandPath(), "quesera "), got,
			cmd.UseLine())
	}
}
