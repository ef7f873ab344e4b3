import { Document, Scalar, visit } from "yaml";

// A stack file has two readers: this one, of YAML 1.2, and Pulumi's (gopkg.in/yaml.v3), which takes 0443 for 291, 1_121
// for 1121 and 2024-09-01 for a time. So what stands without quotes has one of the forms below, which both read alike.

/** Spellings that both read as null, true, false or a whole number. */
const values = /^(?:|~|null|true|false|0|-?[1-9]\d{0,14})$/;

/** Words that either reader takes for something other than text, and the merge key. */
const words = /^(?:null|true|false|<<)$/i;

/** In either reader, numbers and times that begin with a digit have no other characters. */
const numeric = /^[\dA-Fa-f_.+\-:TtZzXxOo\s]*$/;

/** Whether both readers read this as a text without quotes. */
export function isPlainText(source: string): boolean {
  const unsigned = source.replace(/^[+-]/, "");
  if (values.test(source) || words.test(source) || /^:|\?|^~(?!\/)|^\.(?!\.?\/)|^$|\p{Cc}/u.test(unsigned))
    return false;
  // No number and no time has two dots, as an IPv4 address has.
  return !/^\d/.test(unsigned) || !numeric.test(source) || /^\d+(?:\.\d+){2,}$/.test(source);
}

/** Whether both readers read this alike without quotes. */
export function isSafePlain(source: string): boolean {
  return values.test(source) || isPlainText(source);
}

/**
 * A value on one line of YAML, as both readers take it alike.
 *
 * @param flowCollectionPadding whether there is a space within brackets
 */
export function inlineYaml(value: unknown, flowCollectionPadding = true): string {
  const document = new Document(value);
  quoteUnsafe(document);
  return document
    .toString({ collectionStyle: "flow", lineWidth: 0, doubleQuotedAsJSON: true, flowCollectionPadding })
    .trim();
}

/** Puts every text of a document that is not {@link isPlainText} in quotes. */
export function quoteUnsafe(document: Document): void {
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && !isPlainText(node.value) && node.type !== Scalar.QUOTE_SINGLE)
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
}
