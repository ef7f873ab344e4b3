import { Document, Scalar, visit } from "yaml";

// A stack file has two readers: this one, of YAML 1.2, and Pulumi's (gopkg.in/yaml.v3), which takes 0443 for 291, 1_121
// for 1121 and 2024-09-01 for a time. So what stands without quotes has one of the forms below, which both read alike.

/** What both take for no value, for true and false, and for a whole number. */
const values = /^(?:|~|null|true|false|0|-?[1-9]\d{0,14})$/;

/** Every spelling of a word that one of the two takes for something else than text, and their merge key. */
const words = /^(?:null|true|false|<<)$/i;

/** Of these characters alone a number or a time is made that begins with a digit, in either reader. */
const numeric = /^[\dA-Fa-f_.+\-:TtZzXxOo\s]*$/;

/** Whether both readers take this for a text when it stands without quotes. */
export function isPlainText(source: string): boolean {
  const unsigned = source.replace(/^[+-]/, "");
  if (values.test(source) || words.test(source) || /^:|\?|^~(?!\/)|^\.(?!\.?\/)|^$|\p{Cc}/u.test(unsigned))
    return false;
  // Two dots, as in an IPv4 address, are in no number and no time.
  return !/^\d/.test(unsigned) || !numeric.test(source) || /^\d+(?:\.\d+){2,}$/.test(source);
}

/** Whether both readers take this for one and the same when it stands without quotes. */
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
