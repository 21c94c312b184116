package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quesera/catalogue"
	"quesera/verify"
)

// configureFlags adds the flags of all protocols that choose a configuration. Each belongs to the protocols that
// define it, which its usage names where that is not all of them.
func configureFlags(cmd *cobra.Command) {
	cmd.Flags().SortFlags = false
	protocols := catalogue.Verified()
	owners := map[string][]string{}
	for _, p := range protocols {
		flagsOf(p).VisitAll(func(f *pflag.Flag) { owners[f.Name] = append(owners[f.Name], p.Name) })
	}
	for _, p := range protocols {
		flagsOf(p).VisitAll(func(f *pflag.Flag) {
			if cmd.Flags().Lookup(f.Name) != nil {
				return
			}
			if of := owners[f.Name]; len(of) < len(protocols) {
				f.Usage += " (" + strings.Join(of, ", ") + ")"
			}
			cmd.Flags().AddFlag(f)
		})
	}
}

// completing has a shell complete the names of protocols: one, or as many as there are.
func completing(cmd *cobra.Command, protocols []catalogue.Protocol, many bool) {
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) (names []cobra.Completion,
		_ cobra.ShellCompDirective) {
		for _, p := range protocols {
			if many && !slices.Contains(args, p.Name) || len(args) == 0 {
				names = append(names, cobra.CompletionWithDesc(p.Name, p.Title))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// flagsOf are the flags of one protocol, with their defaults.
func flagsOf(p catalogue.Protocol) *pflag.FlagSet {
	flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
	flags.SortFlags = false
	p.Configure(flags)
	return flags
}

// configuring are the flags on the command line that choose a configuration.
func configuring(cmd *cobra.Command) []*pflag.Flag {
	given := pflag.NewFlagSet("", pflag.ContinueOnError)
	given.SortFlags = false
	for _, p := range catalogue.Verified() {
		flagsOf(p).VisitAll(func(f *pflag.Flag) {
			if set := cmd.Flags().Lookup(f.Name); set.Changed && given.Lookup(f.Name) == nil {
				given.AddFlag(set)
			}
		})
	}
	var all []*pflag.Flag
	given.VisitAll(func(f *pflag.Flag) { all = append(all, f) })
	return all
}

// configured is the configuration of a protocol that the command line asks for.
func configured(cmd *cobra.Command, p catalogue.Protocol) (verify.Check, error) {
	flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
	build := p.Configure(flags)
	for _, f := range configuring(cmd) {
		if flags.Lookup(f.Name) == nil {
			return verify.Check{}, fmt.Errorf("%s has no %s", p.Name, nameOf(f))
		}
		if err := flags.Set(f.Name, f.Value.String()); err != nil {
			return verify.Check{}, err
		}
	}
	c, err := build()
	c.Protocol = p.Name
	return c, err
}

// configuredByName is configured for the protocol of that name.
func configuredByName(cmd *cobra.Command, name string) (verify.Check, error) {
	p, err := catalogue.Find(name)
	if err != nil {
		return verify.Check{}, err
	}
	return configured(cmd, p)
}

// nameOf is a flag as it is usually written: "-n", "--steps".
func nameOf(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// again is the command line that follows a schedule of a check once more.
func again(cmd *cobra.Command, c verify.Check, schedule string) string {
	given := configuring(cmd)
	if len(given) == 0 {
		return fmt.Sprintf("quesera verify %s --replay '%s'", c.Words(), schedule)
	}
	words := "quesera verify " + c.Protocol
	for _, f := range given {
		if words += " " + nameOf(f); f.Value.Type() != "bool" {
			words += " " + f.Value.String()
		}
	}
	return fmt.Sprintf("%s --replay '%s'", words, schedule)
}
