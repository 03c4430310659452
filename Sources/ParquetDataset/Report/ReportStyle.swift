/// How a report looks, on screens of any width and on paper.
enum ReportStyle {
    static let sheet = """
        :root{--ink:#1b1f24;--soft:#5b6570;--line:#d9dee3;--paper:#fff;--json:#b4472e;--gzip:#d99a3d;--columns:#9fb4c8;--groups:#5d87ad;\
        --pages:#14532d;color-scheme:light}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 3rem;background:var(--paper);color:var(--ink);\
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
        h1{font-size:1.6rem;line-height:1.2;margin:0 0 .3rem}
        h2{font-size:1.15rem;margin:2.2rem 0 .3rem}
        p{margin:.3rem 0 .8rem;max-width:46rem}
        .soft{color:var(--soft);font-size:.875rem}
        code{font:.8125rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1.2rem 0 0;padding:0}
        .facts div{border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem}
        .facts dt{color:var(--soft);font-size:.8125rem}
        .facts dd{margin:0;font-size:1.5rem;font-weight:600;line-height:1.3}
        .facts dd small{display:block;font-size:.8125rem;font-weight:400;color:var(--soft)}
        svg{display:block;overflow:visible;margin:.6rem 0 0}
        svg text{font-size:13px;fill:var(--ink)}
        svg .value,svg .tick{fill:var(--soft)}
        svg .value{text-anchor:end}
        svg .tick{text-anchor:middle;font-size:12px}
        svg .track{fill:#eef1f4}
        svg .grid{stroke:var(--line)}
        svg .span{stroke:#aab3bc;stroke-width:2}
        .json{fill:var(--json);background:var(--json)}
        .gzip{fill:var(--gzip);background:var(--gzip)}
        .columns{fill:var(--columns);background:var(--columns)}
        .groups{fill:var(--groups);background:var(--groups)}
        .pages{fill:var(--pages);background:var(--pages)}
        .chart svg{margin:0}
        .dots p{display:flex;justify-content:space-between;gap:1rem;margin:.5rem 0 0;max-width:none;font-size:.8125rem;line-height:1.3}
        .dots strong{overflow-wrap:anywhere}
        .dots span{color:var(--soft);white-space:nowrap}
        .legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.4rem 0 0;padding:0;list-style:none;font-size:.8125rem}
        .legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:50%;margin-right:.35rem;vertical-align:-1px}
        table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.875rem;font-variant-numeric:tabular-nums}
        th,td{text-align:right;padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
        th{color:var(--soft);font-weight:500}
        th:first-child,td:first-child{text-align:left}
        td:first-child{overflow-wrap:anywhere;min-width:8.5rem}
        td+td{white-space:nowrap}
        tr.total td{font-weight:600}
        @media (max-width:44rem){
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table,tbody,tr,td{display:block;width:100%}
        tr{border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem;margin:.6rem 0}
        td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.1rem 0}
        td::before{content:attr(data-label);color:var(--soft)}
        td:first-child{display:block;font-weight:600}
        td:first-child::before{content:none}
        td:empty{display:none}
        }
        @media print{
        @page{margin:15mm}
        body{max-width:none;padding:0;font-size:10.5pt}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        h2{break-after:avoid}
        svg,tr,.chart,.legend,.facts div{break-inside:avoid}
        .legend,p{break-after:avoid}
        table{font-size:8pt}
        th,td{padding:.25rem .3rem}
        thead{display:table-header-group}
        }
        """
}
