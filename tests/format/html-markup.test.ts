import { describe, expect, it } from 'vitest';
import { escapeText, markup } from '../../src-shared/format/html-markup.ts';

describe('markup', () => {
  it('escapes what is put in, in text and in attributes', () => {
    const name = `<script>alert("1" & '2')</script>`;
    expect(markup`<p title="${name}">${name}</p>`.source).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</p>',
    );
  });

  it('leaves markup of its own as it is, joins lists and drops what is absent', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}</ul>${null}${undefined}${false}${0}`.source).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
    );
  });
});

describe('escapeText', () => {
  it('replaces control characters, which a page cannot hold', () => {
    expect(escapeText('a\u0000b\u001bc\td\n')).toBe('a\uFFFDb\uFFFDc\td\n');
  });
});
