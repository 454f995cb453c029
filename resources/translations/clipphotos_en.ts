<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ConflictDialog</name>
    <message numerus="yes">
        <source>Redo %n photo(s)</source>
        <translation>
            <numerusform>Redo %n photo</numerusform>
            <numerusform>Redo %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %n photo(s)</source>
        <translation>
            <numerusform>Take back %n photo</numerusform>
            <numerusform>Take back %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LearnDialog</name>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were left out.</source>
        <translation>
            <numerusform>%Ln photo could not be read and was left out.</numerusform>
            <numerusform>%Ln photos could not be read and were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message numerus="yes">
        <source>About {share}% of them are right, judging by the words and by %Ln photo(s) you judged.</source>
        <translation>
            <numerusform>About {share}% of them are right, judging by the words and by %Ln photo you judged.</numerusform>
            <numerusform>About {share}% of them are right, judging by the words and by %Ln photos you judged.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SkippedDialog</name>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and cannot be searched. The files were left as they are.</source>
        <translation>
            <numerusform>%Ln photo could not be read and cannot be searched. The file was left as it is.</numerusform>
            <numerusform>%Ln photos could not be read and cannot be searched. The files were left as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) could not be listed; photos in them are not known.</source>
        <translation>
            <numerusform>%Ln folder could not be listed; photos in it are not known.</numerusform>
            <numerusform>%Ln folders could not be listed; photos in them are not known.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln skipped</numerusform>
            <numerusform>%Ln skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message numerus="yes">
        <source>%Ln excluded folder(s)</source>
        <translation>
            <numerusform>%Ln excluded folder</numerusform>
            <numerusform>%Ln excluded folders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_PlanWords</name>
    <message numerus="yes">
        <source>%Ln get(s) a number, because the name is taken</source>
        <translation>
            <numerusform>%Ln gets a number, because the name is taken</numerusform>
            <numerusform>%Ln get a number, because their names are taken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unsure</source>
        <translation>
            <numerusform>%Ln unsure</numerusform>
            <numerusform>%Ln unsure</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left alone</source>
        <translation>
            <numerusform>%Ln left alone</numerusform>
            <numerusform>%Ln left alone</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s) left</source>
        <translation>
            <numerusform>about %n hour left</numerusform>
            <numerusform>about %n hours left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
</TS>
