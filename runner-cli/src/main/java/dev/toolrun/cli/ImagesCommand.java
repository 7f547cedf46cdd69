package dev.toolrun.cli;

import dev.toolrun.image.ImageReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

@Command(name = "images", description = "The images that tools run in.", synopsisSubcommandLabel = "COMMAND")
final class ImagesCommand {

    static final class ReferenceConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (ImageReference.isValid(value)) {
                return value;
            }
            throw new TypeConversionException("'" + value + "' is no name of an image, such as ghcr.io/acme/linter:2,"
                    + " with or without @sha256:DIGEST, and no id of one");
        }
    }
}
