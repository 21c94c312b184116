package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"quesera/oracle/certificate"
	"quesera/spec"
)

// maxCertificate bounds the files that are read, certificates and keys.
const maxCertificate = 2 << 20

// newCheckCertificateCommand is "quesera check certificate FILE…".
func newCheckCertificateCommand() *cobra.Command {
	var asJSON bool
	var rootKey, canister, subnet string
	cmd := &cobra.Command{
		Use:   "certificate FILE…",
		Short: "Judge certificates of the Internet Computer",
		Long: `Judge certificates of the Internet Computer, or read_state responses that carry one: the
signature on the state tree, the delegation of the subnet that signed it, and the canisters that the
delegation is limited to; a delegation that shows none is refused, unless --subnet asks for the subnet
itself. A file is CBOR, or the text of it in hexadecimal or base 64. A certificate's time is reported,
not judged.

` + exitCodesHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			options, err := certificateOptions(rootKey)
			if err == nil && cmd.Flags().Changed("canister") {
				options.Scoped = true
				options.Canister, err = certificate.ParsePrincipal(canister)
			}
			if err == nil && cmd.Flags().Changed("subnet") {
				options.OfSubnet = true
				options.Subnet, err = certificate.ParsePrincipal(subnet)
			}
			if err != nil {
				return usageError("check certificate: %v", err)
			}
			return checkCertificates(cmd, files, options, asJSON)
		},
	}
	formatFlags(cmd, &asJSON, rows, "print one JSON object a file")
	cmd.Flags().StringVar(&rootKey, "root-key", "",
		"`FILE` with the root key: DER, its text in hexadecimal or base 64, or PEM (default: the public network's)")
	cmd.Flags().StringVar(&canister, "canister", "",
		"`ID` that must lie in the canister ranges, if the certificate is delegated")
	cmd.Flags().StringVar(&subnet, "subnet", "",
		"`ID` of the subnet that must have signed, if the certificate is delegated; it then needs no canister ranges")
	return cmd
}

// certificateOptions reads the root key.
func certificateOptions(rootKey string) (options certificate.Options, err error) {
	if rootKey != "" {
		data, err := readLimited(rootKey)
		if err != nil {
			return options, fmt.Errorf("%s: %w", rootKey, err)
		}
		if options.RootKey, err = certificate.ParseRootKey(data); err != nil {
			return options, fmt.Errorf("%s: %w", rootKey, err)
		}
	}
	return options, nil
}

func checkCertificates(cmd *cobra.Command, files []string, options certificate.Options, asJSON bool) error {
	worst := spec.Holds
	for _, file := range files {
		report := certificate.Report{Verdict: spec.Unusable}
		data, err := readLimited(file)
		if err != nil {
			report.Why = err.Error()
		} else {
			report = certificate.Judge(data, options)
		}
		worst = spec.Worse(worst, report.Verdict)
		if err := writeCertificate(cmd.OutOrStdout(), file, report, asJSON); err != nil {
			return err
		}
	}
	return exitOf(worst)
}

// certificateJSON is a report as --json prints it.
type certificateJSON struct {
	File    string       `json:"file"`
	Verdict spec.Verdict `json:"verdict"`
	Why     string       `json:"why,omitempty"`
	Signed  bool         `json:"signed"` // the signature on the tree is right
	Root    string       `json:"root,omitempty"`
	Time    string       `json:"time,omitempty"`
	Subnet  string       `json:"subnet,omitempty"`
	Ranges  [][2]string  `json:"canister_ranges,omitempty"`
}

func writeCertificate(w io.Writer, file string, r certificate.Report, asJSON bool) error {
	if asJSON {
		out := certificateJSON{File: file, Verdict: r.Verdict, Why: r.Why, Signed: r.Signed,
			Root: hex.EncodeToString(r.Root), Time: r.When()}
		if r.Delegated {
			out.Subnet = r.Subnet.String()
		}
		for _, ranges := range r.Ranges {
			out.Ranges = append(out.Ranges, [2]string{ranges.First.String(), ranges.Last.String()})
		}
		return json.NewEncoder(w).Encode(out)
	}
	line := file + ": " + r.Verdict.String()
	switch r.Verdict {
	case spec.Holds:
		line += ": signed by the root key"
		if r.Delegated {
			line += fmt.Sprintf("'s delegate, subnet %v, canister ranges: %d", r.Subnet, len(r.Ranges))
		} else {
			line += " itself, which is limited to no canisters"
		}
		if r.Timed {
			line += ", at " + r.When()
		}
	default:
		line += ": " + r.Why
	}
	_, err := fmt.Fprintln(w, oneLine(line))
	return err
}

// readLimited reads a regular file of at most maxCertificate octets.
func readLimited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("no such file")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > maxCertificate:
		return nil, fmt.Errorf("larger than %d octets", maxCertificate)
	}
	return os.ReadFile(path)
}
