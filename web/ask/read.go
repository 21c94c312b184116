package ask

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"quesera/catalogue"
	"quesera/verify"
)

// A Place is a configuration, and a run there.
type Place struct {
	Words    string // the configuration, always by the same words
	Schedule string
	check    verify.Check
}

// read reads a line as "quesera verify" prints it to follow a run again. What stands before the protocol's name may be
// left out, and what follows it too: then it is the first configuration of the catalogue.
func read(line string) (*Place, error) {
	words, err := split(line)
	if err != nil {
		return nil, err
	}
	for len(words) > 0 && (words[0] == "replay:" || words[0] == "verify" || strings.HasSuffix(words[0], "quesera")) {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil, errors.New("which protocol? want its name, and a configuration")
	}
	p, err := catalogue.Find(words[0])
	if err != nil {
		return nil, err
	}
	place, err := configured(p, words[1:])
	if err != nil {
		return nil, err
	}
	if _, err := verify.ParseSchedule(place.Schedule); err != nil {
		return nil, err
	}
	return place, nil
}

// configured is the place that the flags of a protocol ask for.
func configured(p catalogue.Protocol, words []string) (*Place, error) {
	flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
	flags.SortFlags = false
	build := p.Configure(flags)
	place := &Place{Words: p.Name}
	bounds := flags.String("bounds", "", "")
	flags.StringVar(&place.Schedule, "replay", "", "")
	if err := flags.Parse(words); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("%q is one word too many", flags.Arg(0))
	}
	asked := ""
	flags.Visit(func(f *pflag.Flag) {
		if f.Name != "bounds" && f.Name != "replay" {
			asked += " " + given(f)
		}
	})
	var err error
	switch {
	case asked == "":
		place.check, err = named(p, *bounds)
		place.Words = place.check.Words()
	case *bounds != "":
		err = errors.New("--bounds names a configuration of the catalogue, other flags another one: want one of the two")
	default:
		place.check, err = build()
		place.check.Protocol = p.Name
		place.Words += asked
	}
	return place, err
}

// given is a flag as it is written on a command line.
func given(f *pflag.Flag) string {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand
	}
	if f.Value.Type() == "bool" && f.Value.String() == "true" {
		return name
	}
	return name + "=" + f.Value.String()
}

// named is the configuration of the catalogue with these bounds; "": the first.
func named(p catalogue.Protocol, bounds string) (verify.Check, error) {
	for _, c := range p.Checks() {
		if bounds == "" || c.Bounds == bounds {
			return c, nil
		}
	}
	return verify.Check{}, fmt.Errorf("the catalogue has no %q of %s", bounds, p.Name)
}

// split cuts a command line into words; what stands between quotation marks is one.
func split(line string) ([]string, error) {
	var words []string
	word, inside, quote := "", false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word += string(r)
		case r == '\'' || r == '"':
			quote, inside = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if inside {
				words = append(words, word)
			}
			word, inside = "", false
		default:
			word, inside = word+string(r), true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quotation mark %c is not closed", quote)
	}
	if inside {
		words = append(words, word)
	}
	return words, nil
}

// protocols are what can be walked. What is asked of fair runs shows in no single position: the same spec is offered as
// it is searched otherwise.
func protocols() []Protocol {
	var all []Protocol
	for _, p := range catalogue.Verified() {
		row := Protocol{Name: p.Name, Title: p.Title, Section: p.Section, Runs: p.Runs}
		for _, c := range p.Checks() {
			if c.Fair {
				continue
			}
			row.Configurations = append(row.Configurations, Configuration{c.Words(), c.Bounds, c.Unsafe})
		}
		flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
		flags.SortFlags = false
		p.Configure(flags)
		flags.VisitAll(func(f *pflag.Flag) {
			row.Flags = append(row.Flags, Flag{given(f), f.Value.Type(), f.Usage})
		})
		all = append(all, row)
	}
	return all
}
