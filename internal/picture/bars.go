package picture

import (
	"fmt"
	"io"
	"slices"

	svg "github.com/ajstarks/svgo"
)

// Bars are charts below each other, each with a bar for every one of its values.
type Bars struct {
	Of     string // what the values are by, 0, 1 and so on: below the last chart
	Charts []Chart
}

// A Chart is one of them. The highest bar is as high as the chart.
type Chart struct {
	Title  string
	Values []uint64
}

// Measures of a chart, in pixels.
const (
	chartWidth  = 760
	chartHeight = 96
	chartEvery  = chartHeight + 3*lineHeight
)

// SVG writes the charts.
func (b *Bars) SVG(w io.Writer) error {
	for _, chart := range b.Charts {
		if len(chart.Values) == 0 {
			return fmt.Errorf("picture: chart %q has no values", chart.Title)
		}
	}
	failing := &failingWriter{w: w}
	c := svg.New(failing)
	width, height := chartWidth+2*margin, len(b.Charts)*chartEvery+lineHeight+2*margin
	c.Startview(width, height, 0, 0, width, height)
	c.Title(b.Of)
	fmt.Fprintf(c.Writer, "<g class=\"diagram\"><style>%s</style>\n", style)
	c.Group(`class="quesera"`)
	c.Rect(0, 0, width, height, `class="paper"`)
	y := margin
	for _, chart := range b.Charts {
		c.Text(margin, y+lineHeight-6, chart.Title, `font-weight="600"`)
		chart.draw(c, y+lineHeight)
		y += chartEvery
	}
	c.Text(margin, y+lineHeight-6, b.Of, `class="soft"`)
	c.Gend()
	fmt.Fprintln(c.Writer, "</g>")
	c.End()
	return failing.err
}

// draw draws the bars below y, each with its value for those who point at it. A bar that is there can be seen.
func (chart *Chart) draw(c *svg.SVG, y int) {
	most, bottom := max(1, slices.Max(chart.Values)), y+chartHeight
	n := len(chart.Values)
	for k, v := range chart.Values {
		left, right := k*chartWidth/n, (k+1)*chartWidth/n
		high := int(float64(v) / float64(most) * chartHeight)
		if v > 0 {
			high = max(high, 1)
		}
		c.Group()
		c.Title(fmt.Sprintf("%d: %d", k, v))
		c.Rect(margin+left, bottom-high, max(1, right-left-1), high, `class="head"`)
		c.Gend()
	}
	c.Line(margin, bottom, margin+chartWidth, bottom, `class="life"`)
	c.Text(margin, bottom+lineHeight-4, "0", `class="soft"`)
	c.Text(margin+chartWidth, bottom+lineHeight-4, fmt.Sprint(n-1), `class="soft" text-anchor="end"`)
}
