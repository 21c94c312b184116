package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"quesera/catalogue"
)

// newOddsCommand is "quesera odds".
func newOddsCommand() *cobra.Command {
	var asJSON bool
	drawing := catalogue.WithOdds()[0] // the protocols to come take their places as arguments
	cmd := &cobra.Command{
		Use:   "odds -n N -t T",
		Short: "Print how likely a node is to see a round committed, as fractions",
		Long: `odds prints the least odds that any node has to see a round committed, over all schedules of a network, as
fractions: of networks that see no lottery tickets when they fix their schedule, some, or all. The last column bounds
how likely it is that so many rounds in a row are seen committed by a node in none.

` + drawing.Title + ` (` + drawing.Name + `, ` + drawing.Section + `)

` + exitCodesHelp,
		Example: "  quesera odds -n 3 -t 2\n  quesera odds -n 21 -t 11 --tickets 210",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().SortFlags = false
	compute := drawing.Odds(cmd.Flags())
	formatFlags(cmd, &asJSON, rows, "print one JSON object a row")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		rows, err := compute()
		if err != nil {
			return usageError("odds: %v", err)
		}
		if asJSON {
			return writeOddsJSON(cmd.OutOrStdout(), rows)
		}
		return writeOdds(cmd.OutOrStdout(), rows)
	}
	return cmd
}

func writeOdds(out io.Writer, rows []catalogue.Odds) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "THE NETWORK\tDRAW\tLEAST ODDS\t\tNONE OF %d ROUNDS\n", rows[0].Rounds)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Network, r.Tickets, short(r.Least), r.Least.FloatString(6),
			r.Fails.FloatString(6))
	}
	return w.Flush()
}

// short is a fraction, or nothing where it would fill the line; the JSON has it all.
func short(x *big.Rat) string {
	if text := x.RatString(); len(text) <= 30 {
		return text
	}
	return ""
}

func writeOddsJSON(out io.Writer, rows []catalogue.Odds) error {
	e := json.NewEncoder(out)
	for _, r := range rows {
		if err := e.Encode(map[string]any{"network": r.Network, "draw": r.Tickets, "least": r.Least.RatString(),
			"rounds": r.Rounds, "none": r.Fails.RatString()}); err != nil {
			return err
		}
	}
	return nil
}
