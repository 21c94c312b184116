package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
	"quesera/web"
)

// newWebCommand is "quesera web".
func newWebCommand() *cobra.Command {
	var serve bool
	var port uint16
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "web DIR | web --serve",
		Short: "Make a page to walk the specs in a browser",
		Long: `web makes the explorer as one page: choose a protocol and a configuration, see the state and what can
happen, step on and back, follow a run that "quesera verify" printed, search from where you are. The link of the page
has the whole position. DIR gets it as index.html, which works where it is opened, without a server and offline; --serve
serves it to this machine alone.

The page is compiled from the sources around the working folder, with Go; the first time takes a minute.

` + exitCodesHelp,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if serve == (len(args) == 1) {
				return usageError("web: want a folder for the page, or --serve")
			}
			ctx, stop, err := stoppable(cmd, timeout)
			if err != nil {
				return err
			}
			defer stop()
			page, err := makePage(ctx)
			if err != nil {
				return err
			}
			if serve {
				return servePage(ctx, cmd.OutOrStdout(), page, port)
			}
			return writePage(cmd.OutOrStdout(), page, args[0])
		},
	}
	cmd.Flags().BoolVar(&serve, "serve", false, "serve the page on 127.0.0.1, until it is interrupted")
	cmd.Flags().Uint16Var(&port, "port", 8642, "port to serve on; 0: any that is free")
	timeoutFlag(cmd, &timeout)
	return cmd
}

// makePage compiles the page from the checkout around the working folder.
func makePage(ctx context.Context) ([]byte, error) {
	dir, err := os.Getwd()
	if err == nil {
		dir, err = mutants.FindRoot(dir)
	}
	if err != nil {
		return nil, usageError("web: no checkout of quesera around the working folder: the page is compiled from its sources")
	}
	var page bytes.Buffer
	if err := web.Page(ctx, dir, &page); err != nil {
		if ctx.Err() != nil {
			return nil, exitError{code: exitInconclusive, msg: fmt.Sprintf("web: stopped: %v", context.Cause(ctx))}
		}
		return nil, exitError{code: exitInconclusive, msg: "web: " + err.Error()}
	}
	return page.Bytes(), nil
}

func writePage(out io.Writer, page []byte, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usageError("web: %v", err)
	}
	name := filepath.Join(dir, "index.html")
	err := writeWhole(name, func(w io.Writer) error {
		_, err := w.Write(page)
		return err
	})
	if err != nil {
		return usageError("web: %v", err)
	}
	fmt.Fprintf(out, "%s: %.1f MB; it needs no server and no other file\n", printable(name), float64(len(page))/1e6)
	return nil
}

func servePage(ctx context.Context, out io.Writer, page []byte, port uint16) error {
	err := web.Serve(ctx, fmt.Sprintf("127.0.0.1:%d", port), page, func(at net.Addr) {
		fmt.Fprintf(out, "http://%v/ serves the explorer to this machine; Ctrl-C ends it\n", at)
	})
	if err != nil {
		return usageError("web: %v", err)
	}
	return nil
}
