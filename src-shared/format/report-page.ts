import { markup, type Markup } from './html-markup.ts';
import { REPORT_STYLE } from './report-style.ts';

interface PageHead {
  readonly title: string;
  /** Under the title: what it is of, what wrote it */
  readonly about: string;
  /** Name and version */
  readonly program: string;
  readonly verdict: 'good' | 'check' | 'bad';
  readonly reasons: readonly string[];
}

/** A whole page that needs nothing else: pictures are inside, there are no scripts. */
export function reportPage({ title, about, program, verdict, reasons }: PageHead, body: readonly (Markup | null)[]) {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${program}">
<title>${title}</title>
<style>${{ source: REPORT_STYLE }}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="faint">${about}</p>
</header>
<section class="verdict ${verdict}">
<strong>${verdict}</strong>
<ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>
</section>
${body}
<footer><p>Rows and columns count from the corner of the stored image, row 0 first; ring 1 has the largest d. Uncertainties are one standard deviation and cover what the points tell, not the inputs.</p></footer>
</body>
</html>
`.source;
}

/** null where there is nothing to show. */
export function section(title: string, body: Markup | null): Markup | null {
  return body && markup`<section><h2>${title}</h2>${body}</section>`;
}

export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
