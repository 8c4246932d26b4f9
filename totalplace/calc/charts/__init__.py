"""Where the marks of charts go: numbers in, coordinates out. What draws them is templates/components/charts/."""
